import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { type Repeated, repeat } from '../../repeat.ts';
import { safeError } from '../../safe-error.ts';
import type { AddressRules } from './addresses.ts';
import {
  type Claimed,
  claimDeliveries,
  type Failure,
  giveBack,
  markDelivered,
  markFailed,
  markGone,
} from './claims.ts';
import { bodyOf, headersOf } from './letter.ts';
import { post } from './post.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long to wait after each failure; after the last, about a day in all, it is dead. */
const retryAfter: readonly number[] = [
  ...[10 * second, minute, 5 * minute, 30 * minute],
  ...[2 * hour, 5 * hour, 7 * hour, 9 * hour],
];

export type WebhookCourierOptions = {
  readonly database: Database;
  readonly rules: AddressRules;
  readonly log: Logger;
  /** Milliseconds between looks for what is due. */
  readonly lookEvery?: number;
  /** Milliseconds that one try may take. */
  readonly sendFor?: number;
  /** Milliseconds after which another may take up what one does not finish: more than `sendFor`. */
  readonly lease?: number;
  readonly retryAfter?: readonly number[];
  /** By which it is judged what is due; the clocks of this machine and of the database unless given. */
  readonly clock?: () => Date;
};

/** Under way at once, in all and for one endpoint, so that one which hangs holds up its own alone. */
const most = 200;
const mostPerEndpoint = 4;
/** How long a stop waits for what is under way, milliseconds. */
const graceOnStop = 3 * second;

/** Delivers what is queued for partners' endpoints, at least once; every gateway does, and they share the work. */
export function startWebhookCourier({
  database,
  rules,
  log,
  lookEvery = 500,
  sendFor = 15 * second,
  // Twice what a try may take, and what keeping its outcome does.
  lease = 2 * sendFor + 30 * second,
  retryAfter: waits = retryAfter,
  clock,
}: WebhookCourierOptions): Repeated {
  const cutOff = new AbortController();
  const busy = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const now = () => clock?.() ?? new Date();

  async function deliver(claimed: Claimed): Promise<void> {
    const body = bodyOf(claimed);
    const signal = AbortSignal.any([cutOff.signal, AbortSignal.timeout(sendFor)]);
    let failure: Failure;
    try {
      const headers = headersOf(claimed, body, claimed, now());
      const status = await post({ url: claimed.url, headers, body }, rules, signal);
      if (status >= 200 && status < 300) return markDelivered(database, claimed, status);
      failure = { lastStatus: status, lastError: `HTTP_${status}` };
    } catch (cause) {
      if (cutOff.signal.aborted) return giveBack(database, claimed);
      failure = { lastStatus: null, lastError: signal.aborted ? 'TIMEOUT' : codeOf(cause) };
    }
    if (failure.lastStatus === 410) return markGone(database, claimed, failure);
    const wait = waits[claimed.attempts - 1];
    await markFailed(database, claimed, failure, wait, clock?.());
    const told = { delivery: claimed.id, endpoint: claimed.endpointId, fault: failure.lastError };
    if (wait === undefined) log.warn(told, 'a webhook is given up');
  }

  function start(claimed: Claimed): void {
    const { endpointId } = claimed;
    busy.set(endpointId, (busy.get(endpointId) ?? 0) + 1);
    const sending = deliver(claimed)
      .catch((cause: unknown) =>
        log.error({ err: safeError(cause) }, 'what became of a webhook could not be kept'),
      )
      .finally(() => {
        underWay.delete(sending);
        const left = (busy.get(endpointId) ?? 1) - 1;
        if (left > 0) busy.set(endpointId, left);
        else busy.delete(endpointId);
      });
    underWay.add(sending);
  }

  const running = repeat({
    work: async () => {
      const room = most - underWay.size;
      if (room <= 0) return false;
      const claimed = await claimDeliveries(database, {
        most: room,
        mostPerEndpoint,
        but: [...busy.keys()],
        lease,
        now: clock?.(),
      });
      for (const one of claimed) start(one);
      return false;
    },
    every: lookEvery,
    onFault: (cause) => log.error({ err: safeError(cause) }, 'no webhook can be sent now'),
  });
  return {
    stop: async () => {
      const patience = setTimeout(() => cutOff.abort(), graceOnStop);
      await running.stop();
      await Promise.all(underWay);
      clearTimeout(patience);
    },
  };
}

/** A code: what an error says may repeat what the endpoint answered. */
function codeOf(cause: unknown): string {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'NO_ANSWER';
}
