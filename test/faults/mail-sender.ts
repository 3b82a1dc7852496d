import { pino } from 'pino';
import { openDatabase } from '../../src/db/database.ts';
import { openCarrier } from '../../src/notify/carrier.ts';
import { startCourier } from '../../src/notify/courier.ts';
import { queueMail } from '../../src/notify/outbox.ts';

// A process of its own that commits mails, rolls others back, and sends, until it is killed.
// Arguments: the database, the mail server, and the round, which names its mails.
const [url = '', smtpUrl = '', round = ''] = process.argv.slice(2);

const database = openDatabase({
  url,
  connections: 3,
  statementTimeout: 10_000,
  lockTimeout: 10_000,
});
startCourier({
  origin: () => 'https://share.plan.example',
  database,
  carry: openCarrier({ smtpUrl, from: { name: '', address: 'no-reply@plan.example' }, folder: '' }),
  log: pino({ level: 'silent' }),
  lookEvery: 10,
  // What a killed one had taken up is due again when the next one has started.
  sendFor: 400,
  lease: 500,
  retryAfter: Array.from({ length: 1_000 }, () => 10),
  restFor: 10,
});

const mailsOfARound = 12;
for (let number = 0; number < mailsOfARound; number += 1) {
  const rolledBack = number % 3 === 2;
  const to = `${rolledBack ? 'never' : 'told'}-${round}-${number}@mail.example`;
  try {
    await database.prisma.$transaction(async (tx) => {
      await queueMail(tx, { to, language: 'en', message: { kind: 'ALREADY_REGISTERED' } });
      if (rolledBack) throw new Error('rolled back');
    });
    process.stdout.write(`committed ${to}\n`);
  } catch (cause) {
    if (!rolledBack) throw cause;
  }
}
