import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { openDatabase } from '../../src/db/database.ts';
import { startWebhookCourier } from '../../src/notify/webhooks/courier.ts';
import { queueWebhooks } from '../../src/notify/webhooks/queue-webhooks.ts';

// A process of its own that commits events, rolls others back, and delivers, until it is killed.
// Arguments: the database, the partner, the round, which names its events, how many events at most, and for how
// long it takes them up.
const [url = '', partnerId = '', round = '', most = '', lease = ''] = process.argv.slice(2);

const database = openDatabase({
  url,
  connections: 3,
  statementTimeout: 10_000,
  lockTimeout: 10_000,
});
startWebhookCourier({
  database,
  rules: { production: false },
  log: pino({ level: 'silent' }),
  lookEvery: 10,
  sendFor: 400,
  lease: Number(lease),
  retryAfter: Array.from({ length: 1_000 }, () => 10),
});

for (let number = 0; number < Number(most); number += 1) {
  await wait(20);
  const rolledBack = number % 3 === 2;
  const appId = `${rolledBack ? 'never' : 'told'}-${round}-${number}`;
  try {
    await database.prisma.$transaction(async (tx) => {
      await queueWebhooks(tx, partnerId, { type: 'app.approved', data: { appId } });
      if (rolledBack) throw new Error('rolled back');
    });
    process.stdout.write(`committed ${appId}\n`);
  } catch (cause) {
    if (!rolledBack) throw cause;
  }
}
