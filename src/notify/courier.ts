import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { OutboxMail } from '../db/generated/prisma/client.ts';
import { languageOf } from '../pages/words/choose.ts';
import { type Repeated, repeat } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import type { Carry } from './carrier.ts';
import { claimMails, giveBack, markFailed, markSent } from './mail-claims.ts';
import { faultOf } from './mail-fault.ts';
import { mailMessage } from './mail-message.ts';
import { writeMail } from './write-mail.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How long to wait after each failure; after the last, about a day in all, the mail is dead. */
const retryAfter = [
  ...[minute, 5 * minute, 15 * minute, 30 * minute],
  ...[hour, 2 * hour, 4 * hour, 8 * hour, 8 * hour],
];

export type CourierOptions = {
  readonly database: Database;
  readonly carry: Carry;
  /** Where the gateway is reached; known once it listens. */
  readonly origin: () => string;
  readonly log: Logger;
  /** Milliseconds between looks for mails that are due. */
  readonly lookEvery?: number;
  /** Milliseconds after which another may take up what one does not finish: more than `sendFor`. */
  readonly lease?: number;
  /** Milliseconds that one sending may take. */
  readonly sendFor?: number;
  readonly retryAfter?: readonly number[];
};

/** How many mails are under way at once. */
const atOnce = 5;
/** How long a stop waits for mails under way, milliseconds. */
const graceOnStop = 3_000;

/**
 * Sends what is in the outbox; every gateway has one. A mail is marked sent after the server accepted it, so
 * that it is sent at least once; of one sent twice, both have the same Message-ID.
 */
export function startCourier({
  database,
  carry,
  origin,
  log,
  lookEvery = 1_000,
  lease = 3 * minute,
  sendFor = minute,
  retryAfter: waits = retryAfter,
}: CourierOptions): Repeated {
  const cutOff = new AbortController();

  async function send(mail: OutboxMail): Promise<void> {
    const signal = AbortSignal.any([cutOff.signal, AbortSignal.timeout(sendFor)]);
    try {
      await carry(parcelOf(mail, origin()), signal);
    } catch (cause) {
      if (cutOff.signal.aborted) return giveBack(database, mail);
      const { text, permanent } = faultOf(cause);
      const wait = permanent ? undefined : waits[mail.attempts - 1];
      await markFailed(database, mail, text, wait);
      const told = { mail: mail.id, kind: mail.kind, attempts: mail.attempts, fault: text };
      if (wait === undefined) log.error(told, 'a mail is given up');
      else log.warn(told, 'a mail could not be sent; it is tried again');
      return;
    }
    await markSent(database, mail);
  }

  const running = repeat({
    work: async () => {
      const claimed = await claimMails(database, atOnce, lease);
      const done = await Promise.allSettled(claimed.map(send));
      for (const one of done) {
        if (one.status === 'rejected') {
          log.error({ err: safeError(one.reason) }, 'what became of a mail could not be kept');
        }
      }
      return claimed.length === atOnce;
    },
    every: lookEvery,
    onFault: (cause) => log.error({ err: safeError(cause) }, 'no mail can be sent now'),
  });
  return {
    stop: async () => {
      const patience = setTimeout(() => cutOff.abort(), graceOnStop);
      await running.stop();
      clearTimeout(patience);
    },
  };
}

/** @throws ZodError for a kind that this version does not know; a newer gateway may */
function parcelOf(mail: OutboxMail, origin: string) {
  const { id, to, createdAt, kind } = mail;
  const language = languageOf(mail.language) ?? 'en';
  const message = mailMessage.parse({ ...Object(mail.facts), kind });
  return { id, to, createdAt, language, ...writeMail(language, message, origin) };
}
