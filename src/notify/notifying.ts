import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { type Repeated, repeat } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { openCarrier } from './carrier.ts';
import { startCourier } from './courier.ts';
import { removeOldMails } from './mail-claims.ts';
import { spreadNews } from './spread-news.ts';
import { startWebhookCourier } from './webhooks/courier.ts';
import { tidyWebhooks } from './webhooks/tidy.ts';

const hour = 3_600_000;

/**
 * Sends mails and webhooks, queues mails of news to many, and removes what is old, until it is stopped.
 *
 * @param origin where the gateway is reached, known once it listens
 */
export function startNotifying(
  config: Config,
  database: Database,
  origin: () => string,
  log: Logger,
): Repeated {
  const parts = [
    ...(config.mail.courier ? mailing(config, database, origin, log) : []),
    ...(config.webhooks ? tellingPartners(config, database, log) : []),
  ];
  return {
    stop: async () => {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}

function mailing(
  config: Config,
  database: Database,
  origin: () => string,
  log: Logger,
): Repeated[] {
  if (config.production && config.mail.smtpUrl === undefined) {
    log.warn('SMTP_URL is not set: mails are written to files and reach nobody');
  }
  const onFault = (cause: unknown) =>
    log.error({ err: safeError(cause) }, 'no mail can be queued or removed now');
  return [
    startCourier({ database, carry: openCarrier(config.mail), origin, log }),
    repeat({ work: () => spreadNews(database), every: 2_000, onFault }),
    repeat({ work: () => removeOldMails(database), every: hour, onFault }),
  ];
}

function tellingPartners({ production }: Config, database: Database, log: Logger): Repeated[] {
  const onFault = (cause: unknown) =>
    log.error({ err: safeError(cause) }, 'webhooks cannot be tidied now');
  return [
    startWebhookCourier({ database, rules: { production }, log }),
    repeat({ work: () => tidyWebhooks(database), every: hour, onFault }),
  ];
}
