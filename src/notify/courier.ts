import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { languageOf } from '../pages/words/choose.ts';
import { type Repeated, repeat } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import type { Carry } from './carrier.ts';
import { type ClaimedMail, claimMails, giveBack, markFailed, markSent } from './mail-claims.ts';
import { faultOf } from './mail-fault.ts';
import { linkLifetimeOf, mailMessage } from './mail-message.ts';
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
  /** Milliseconds without a try once none can go, because of the server or the way there. */
  readonly restFor?: number;
};

/** How many mails are under way at once. */
const atOnce = 5;
/** How long a stop waits for mails under way, milliseconds. */
const graceOnStop = 3_000;

/** A mail that could not go, as none could. */
type Stopped = { readonly mail: ClaimedMail; readonly text: string };

/** Milliseconds for which its link is of use yet. */
const linkLeft = ({ kind, age }: ClaimedMail) => (linkLifetimeOf(kind) ?? Infinity) - age;

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
  restFor = minute,
}: CourierOptions): Repeated {
  const cutOff = new AbortController();

  /** Until when none is tried, and whether the next is to show if any can go. */
  let restUntil = 0;
  let probing = false;

  /** @returns what stands in the way of all mails; what becomes of this one is then still to be kept */
  async function send(mail: ClaimedMail): Promise<Stopped | undefined> {
    if (linkLeft(mail) <= 0) return fail(mail, 'LINK_EXPIRED', undefined);
    const signal = AbortSignal.any([cutOff.signal, AbortSignal.timeout(sendFor)]);
    try {
      await carry(parcelOf(mail, origin()), signal);
    } catch (cause) {
      if (cutOff.signal.aborted) return giveBack(database, mail).then(() => undefined);
      const { text, means } = faultOf(cause);
      if (means === 'NONE_CAN_GO') return { mail, text };
      return fail(mail, text, means === 'REFUSED' ? undefined : waits[mail.attempts - 1]);
    }
    await markSent(database, mail);
    return undefined;
  }

  async function fail(
    mail: ClaimedMail,
    text: string,
    retry: number | undefined,
  ): Promise<undefined> {
    // A link is not mailed once it is of no use.
    const wait = retry !== undefined && retry < linkLeft(mail) ? retry : undefined;
    await markFailed(database, mail, text, wait);
    const told = { mail: mail.id, kind: mail.kind, attempts: mail.attempts, fault: text };
    if (wait === undefined) log.error(told, 'a mail is given up');
    else log.warn(told, 'a mail could not be sent; it is tried again');
  }

  /** One mail has been tried in vain, so that none blocks the others for good; the rest have not. */
  async function rest([first, ...others]: readonly [Stopped, ...Stopped[]]): Promise<void> {
    restUntil = performance.now() + restFor;
    probing = true;
    await fail(first.mail, first.text, waits[first.mail.attempts - 1]);
    await Promise.all(others.map(({ mail }) => giveBack(database, mail)));
  }

  const running = repeat({
    work: async () => {
      if (performance.now() < restUntil) return false;
      const most = probing ? 1 : atOnce;
      const claimed = await claimMails(database, most, lease);
      const stopped: Stopped[] = [];
      for (const one of await Promise.allSettled(claimed.map(send))) {
        if (one.status === 'rejected') {
          log.error({ err: safeError(one.reason) }, 'what became of a mail could not be kept');
        } else if (one.value !== undefined) stopped.push(one.value);
      }
      const [first, ...others] = stopped;
      if (first !== undefined) {
        await rest([first, ...others]);
        return false;
      }
      if (claimed.length > 0) probing = false;
      return claimed.length === most;
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
function parcelOf(mail: ClaimedMail, origin: string) {
  const { id, to, createdAt, kind } = mail;
  const language = languageOf(mail.language) ?? 'en';
  const message = mailMessage.parse({ ...Object(mail.facts), kind });
  return { id, to, createdAt, language, ...writeMail(language, message, origin) };
}
