import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { type Repeated, repeat } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { openCarrier } from './carrier.ts';
import { startCourier } from './courier.ts';
import { removeOldMails } from './mail-claims.ts';
import { spreadNews } from './spread-news.ts';

const hour = 3_600_000;

/** Sends mails, queues those of news to many, and removes old ones, until it is stopped. */
export function startNotifying(config: Config, database: Database, log: Logger): Repeated {
  if (!config.mail.courier) return { stop: async () => undefined };
  if (config.production && config.mail.smtpUrl === undefined) {
    log.warn('SMTP_URL is not set: mails are written to files and reach nobody');
  }
  const onFault = (cause: unknown) =>
    log.error({ err: safeError(cause) }, 'no mail can be queued or removed now');
  const parts = [
    startCourier({ database, carry: openCarrier(config.mail), log }),
    repeat({ work: () => spreadNews(database), every: 2_000, onFault }),
    repeat({ work: () => removeOldMails(database), every: hour, onFault }),
  ];
  return {
    stop: async () => {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
