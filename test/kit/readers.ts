import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type ReceivedReceipt, splitReceipt } from './receipt.ts';

/** What a client knows of an answer that has reached it whole. */
export type Received = {
  readonly requestId: string;
  readonly status: number;
  /** The body as it came, but for the receipt. */
  readonly text: string;
  /** SHA-256, hex, of the bytes of `data`; undefined where it is null or absent. */
  readonly dataHash: string | undefined;
  /** Where its entries are; absent from the text. */
  readonly receipt: ReceivedReceipt | undefined;
  /** When it was asked for, by `performance.now()`. */
  readonly askedAt: number;
  /** How long the answer took, milliseconds. */
  readonly took: number;
};

/** Clients that ask the same thing again and again, and keep a log of what they were told. */
export type Readers = {
  readonly received: readonly Received[];
  /** How often they asked and no whole answer came. */
  readonly unanswered: number;
  /** Resolves once this many more answers have come that pass the test. */
  untilReceived(count: number, passes?: (one: Received) => boolean): Promise<void>;
  /** Resolves when nobody waits for an answer any more; nobody asks until `resume`. */
  pause(): Promise<void>;
  resume(): void;
  /** Lets every answer come in, and ends. */
  stop(): Promise<void>;
};

export type ReadersOptions = {
  readonly count: number;
  readonly query: string;
  readonly token: string;
  /** Where the gateway is now. */
  readonly url: () => string;
};

/** Starts readers; whoever does stops them. */
export function startReaders({ count, query, token, url }: ReadersOptions): Readers {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let unanswered = 0;
  let stopped = false;
  let barrier = Promise.resolve();
  let lift = () => {};
  let asking = 0;

  /** The whole answer, or undefined where the connection broke. */
  const exchange = async () => {
    try {
      const response = await fetch(`${url()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      });
      return { response, bytes: Buffer.from(await response.arrayBuffer()) };
    } catch {
      unanswered += 1;
      return undefined;
    }
  };
  const ask = async () => {
    const askedAt = performance.now();
    asking += 1;
    try {
      const answer = await exchange();
      if (answer === undefined) return false;
      const { response, bytes } = answer;
      const requestId = response.headers.get('x-request-id') ?? '';
      const { text, receipt } = splitReceipt(bytes.toString('utf8'));
      const dataHash = hashOfData(text);
      const took = performance.now() - askedAt;
      const { status } = response;
      received.push({ requestId, status, text, dataHash, receipt, askedAt, took });
      return response.ok;
    } finally {
      asking -= 1;
      for (const look of waiting) look();
    }
  };
  const loops = Array.from({ length: count }, async () => {
    while (!stopped) {
      await barrier;
      // A gateway that is down refuses in no time; asking without a pause would only slow its return.
      if (!stopped && !(await ask())) await wait(200);
    }
  });
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const resume = () => lift();
  return {
    received,
    get unanswered() {
      return unanswered;
    },
    untilReceived: (more, passes = () => true) => {
      let seen = received.length;
      let passed = 0;
      return until(() => {
        for (; seen < received.length; seen += 1) {
          const one = received[seen];
          if (one !== undefined && passes(one)) passed += 1;
        }
        return passed >= more;
      });
    },
    pause: () => {
      ({ promise: barrier, resolve: lift } = Promise.withResolvers<void>());
      return until(() => asking === 0);
    },
    resume,
    stop: async () => {
      stopped = true;
      resume();
      await Promise.all(loops);
    },
  };
}

const begin = '{"data":';

/** The bytes between the key of `data` and what the gateway writes after it: errors, as JSON, or the end. */
function hashOfData(text: string): string | undefined {
  if (!text.startsWith(begin) || text.startsWith(`${begin}null`)) return undefined;
  const { errors } = JSON.parse(text);
  const rest = errors === undefined ? '}' : `,"errors":${JSON.stringify(errors)}}`;
  if (!text.endsWith(rest)) throw new Error(`what follows data? ${text}`);
  return hash('sha256', text.slice(begin.length, text.length - rest.length));
}
