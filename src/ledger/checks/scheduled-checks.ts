import { setTimeout as wait } from 'node:timers/promises';
import { safeError } from '../../safe-error.ts';
import type { Soundness } from '../soundness.ts';
import { LedgerUnsound } from '../unsound.ts';
import { type CheckState, type LastCheck, readLastCheck } from './last-check.ts';
import { type CheckParts, runCheck } from './run-check.ts';

export type ScheduledChecksOptions = Omit<CheckParts, 'signal' | 'isDue' | 'onProgress'> & {
  /** Milliseconds from one check to the next; undefined where this process makes none. */
  readonly every: number | undefined;
  /** How often the last result is looked at, milliseconds: so soon this gateway goes by it. */
  readonly lookEvery: number;
  readonly soundness: Soundness;
};

/** An unsound ledger is checked again at least so often: somebody is mending it. */
const unsoundEvery = 10 * 60_000;
/** The pause after a check that could not be made, milliseconds; doubled each time. */
const firstPause = 10_000;
const longestPause = 10 * 60_000;

/**
 * Has the whole ledger checked now and then, by whichever gateway finds that it is time, and goes by
 * what was found: while the last check says unsound, nothing is released here.
 */
export class ScheduledChecks {
  readonly #options: ScheduledChecksOptions;
  readonly #stopped = new AbortController();
  #last: LastCheck | undefined;
  #running: Promise<void> | undefined;
  #faults = 0;
  #notBefore = 0;

  constructor(options: ScheduledChecksOptions) {
    this.#options = options;
  }

  /** What the last check found, as far as this process knows. */
  get last(): LastCheck | undefined {
    return this.#last;
  }

  /** Goes by what was found last, and then on by itself until `stop`. */
  async start(): Promise<void> {
    await this.#look();
    this.#running ??= this.#run();
  }

  /** Ends a check that is under way, without a result. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await wait(this.#options.lookEvery, undefined, { signal }).catch(() => undefined);
      // Readiness tells of a database that does not answer.
      const state = await this.#look().catch(() => undefined);
      if (signal.aborted || state === undefined || Date.now() < this.#notBefore) continue;
      if (this.#isDue(state)) await this.#check();
    }
  }

  #isDue({ last, age }: CheckState): boolean {
    const { every } = this.#options;
    if (every === undefined) return false;
    return age >= (last?.sound === false ? Math.min(every, unsoundEvery) : every);
  }

  async #check(): Promise<void> {
    const { log, database } = this.#options;
    const { signal } = this.#stopped;
    const isDue = async () => this.#isDue(await readLastCheck(database.gateway));
    try {
      const began = performance.now();
      const report = await runCheck({ ...this.#options, signal, isDue });
      if (report === undefined) return;
      const seconds = Math.round((performance.now() - began) / 1_000);
      if (report.findings.length === 0) {
        log.info({ entries: Number(report.entries), seconds }, 'the ledger was checked: sound');
      }
      this.#faults = 0;
      await this.#look();
    } catch (cause) {
      if (signal.aborted) return;
      const pause = Math.min(firstPause * 2 ** this.#faults, longestPause);
      this.#faults += 1;
      this.#notBefore = Date.now() + pause;
      log.error({ err: safeError(cause), pause }, 'the ledger could not be checked');
    }
  }

  async #look(): Promise<CheckState> {
    const { database, soundness, log } = this.#options;
    const state = await readLastCheck(database.gateway);
    const before = this.#last;
    this.#last = state.last;
    soundness.checked(state.last?.sound === false ? faultOf(state.last) : undefined);
    if (state.last?.checkedAt.getTime() !== before?.checkedAt.getTime()) {
      if (state.last?.sound === false) {
        log.fatal({ findings: state.last.findings }, soundness.fault?.message);
      } else if (before?.sound === false) {
        log.warn('the ledger was checked again, and is sound');
      }
    }
    return state;
  }
}

function faultOf({ checkedAt, findings }: LastCheck): LedgerUnsound {
  const [first] = findings;
  const where = first?.index === undefined ? '' : ` from entry ${first.index} on`;
  return new LedgerUnsound(
    'CHECKED',
    `the check of ${checkedAt.toISOString()} found ${first?.class ?? 'it'}${where}. Keep everything as it is, run: ` +
      'npm run verify, and see SECURITY.md. Once it is mended: npm run ledger -- check',
    { index: first?.index === undefined ? undefined : BigInt(first.index) },
  );
}
