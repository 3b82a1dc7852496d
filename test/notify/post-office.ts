import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openCarrier } from '../../src/notify/carrier.ts';
import { type CourierOptions, startCourier } from '../../src/notify/courier.ts';
import type { MailMessage } from '../../src/notify/mail-message.ts';
import { queueMail } from '../../src/notify/outbox.ts';
import type { Repeated } from '../../src/repeat.ts';
import type { TestDatabase } from '../kit/database.ts';

/** What `openCourier` is told besides the courier's own options. */
type Opening = Partial<CourierOptions> & {
  readonly smtpUrl?: string | undefined;
  readonly folder?: string;
};

/** A courier that looks often and tries again soon. */
export function openCourier(
  { database }: Pick<TestDatabase, 'database'>,
  { smtpUrl, folder = join(tmpdir(), 'no-mail-goes-here'), ...options }: Opening,
): Repeated {
  return startCourier({
    database,
    carry: openCarrier({
      smtpUrl,
      from: { name: 'Test Plan', address: 'no-reply@plan.example' },
      folder,
    }),
    origin: () => 'https://share.plan.example',
    log: pino({ level: 'silent' }),
    lookEvery: 20,
    retryAfter: [20, 20, 20],
    restFor: 20,
    ...options,
  });
}

/** Queues a mail in a transaction of its own. */
export const post = (
  { database }: Pick<TestDatabase, 'database'>,
  to: string,
  message: MailMessage = { kind: 'ALREADY_REGISTERED' },
  language: 'en' | 'es' = 'en',
): Promise<void> => database.prisma.$transaction((tx) => queueMail(tx, { to, language, message }));
