import type pg from 'pg';
import { loadValueSets } from '../terminology/load-value-sets.ts';
import type { ValueSetIndex } from '../terminology/value-set.ts';
import { ElementFault, type Fault, ImportError } from './faults.ts';
import { findFiles, type InputFile } from './input/files.ts';
import type { InputResource } from './input/input-resource.ts';
import { isFault, resourcesOf } from './input/resources.ts';
import type { Progress } from './progress.ts';
import { readProvider, readRecord } from './read-record.ts';
import { careProviderTypes } from './resources/care-provider.ts';
import { kinds } from './resources/kinds.ts';
import { BatchWriter } from './store/batch-writer.ts';
import { type ImportPlan, takeOverCoverages } from './store/members.ts';
import { relabelMembers } from './store/relabel.ts';
import { inTransaction } from './store/transaction.ts';
import { type ImportSummary, Tally } from './summary.ts';

/** What to import, where to, and whom to tell. */
export type ImportOptions = {
  /** Files and folders of FHIR R4 Bundles (.json) and NDJSON (.ndjson, .jsonl), also with .gz. */
  readonly paths: readonly string[];
  /** Its sessions have role `cg_import`. */
  readonly pool: pg.Pool;
  readonly plan: ImportPlan;
  /** For members whose coverage names none of the plan's lines of business. */
  readonly defaultLineOfBusiness: string | null;
  /** Further value sets for labels. */
  readonly valueSetsFolder?: string | undefined;
  /** What Social Security numbers are hashed with; without it, none is kept. */
  readonly socialSecurityKey?: Uint8Array | undefined;
  /** Writes unchanged records too, after an upgrade that maps more elements. */
  readonly rewrite?: boolean;
  readonly progress: (progress: Progress) => void;
  readonly report: (fault: Fault) => void;
};

/** What the first pass looks for, so that references hold in whatever order the files come. */
const firstPass: ReadonlySet<string> = new Set(['Patient', ...careProviderTypes]);

/**
 * Imports FHIR records into a plan. Running it again changes nothing; a record that changed is
 * replaced. Bad records are reported and skipped. Killed in the middle, it leaves whole records,
 * none readable under too few labels, and the next run completes them.
 *
 * @throws ImportError when another import of the plan is under way
 * @throws ValueSetError when a file of value sets is malformed
 */
export async function importFiles(options: ImportOptions): Promise<ImportSummary> {
  const valueSets = await loadValueSets(options.valueSetsFolder);
  const client = await options.pool.connect();
  let broken: Error | undefined;
  try {
    await lockPlan(client, options.plan);
    return await new Import(options, client, valueSets).run();
  } catch (cause) {
    broken = cause instanceof Error ? cause : new Error(String(cause));
    throw cause;
  } finally {
    // The lock belongs to the session. After a failure the session is ended, and the lock with it.
    if (!broken) await client.query(`select pg_advisory_unlock(${lockKey})`, [options.plan.id]);
    client.release(broken);
  }
}

const lockKey = "hashtextextended('consent-gateway import ' || $1::text, 0)";

/** Two imports at once could each label by what the other is about to change. */
async function lockPlan(client: pg.ClientBase, plan: ImportPlan): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(${lockKey}) as locked`,
    [plan.id],
  );
  if (!rows[0]?.locked) {
    throw new ImportError(
      `Another import into plan ${plan.slug} is under way. Wait until it ends.`,
    );
  }
}

class Import {
  readonly #options: ImportOptions;
  readonly #client: pg.ClientBase;
  readonly #valueSets: ValueSetIndex;
  readonly #tally = new Tally();
  readonly #writer: BatchWriter;
  readonly #startedAt = performance.now();

  constructor(options: ImportOptions, client: pg.ClientBase, valueSets: ValueSetIndex) {
    this.#options = options;
    this.#client = client;
    this.#valueSets = valueSets;
    this.#writer = new BatchWriter({
      client,
      plan: options.plan,
      defaultLineOfBusiness: options.defaultLineOfBusiness,
      rewrite: options.rewrite ?? false,
      tally: this.#tally,
      report: options.report,
    });
  }

  async run(): Promise<ImportSummary> {
    const { files, faults, passedOver } = await findFiles(this.#options.paths);
    for (const fault of faults) this.#fileFault(fault);
    await this.#pass(files, 'members');
    await this.#pass(files, 'records');
    await this.#label();
    return this.#tally.summary({ files: files.length, passedOver, seconds: this.#seconds() });
  }

  async #pass(files: readonly InputFile[], phase: 'members' | 'records'): Promise<void> {
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    let read = 0;
    const onRead = (bytes: number) => {
      read += bytes;
      this.#progress(phase, read / total);
    };
    const first = phase === 'members';
    for (const file of files) {
      for await (const step of resourcesOf(
        file,
        first ? { only: firstPass, onRead } : { onRead },
      )) {
        if (!isFault(step)) {
          if (firstPass.has(step.type) === first) await this.#take(step);
        } else if (!first) {
          // The second pass sees everything, and so reports everything, once.
          if (step.line === 0) this.#fileFault(step);
          else this.#fault(step, undefined);
        }
      }
    }
    await this.#writer.flush();
  }

  async #take(input: InputResource): Promise<void> {
    const { plan, socialSecurityKey } = this.#options;
    const reading = { planId: plan.id, valueSets: this.#valueSets, socialSecurityKey };
    const kind = kinds.get(input.type);
    try {
      if (kind) await this.#writer.add(readRecord(input, kind, reading));
      else if (careProviderTypes.has(input.type)) {
        await this.#writer.add(readProvider(input, reading));
      } else this.#tally.countNotHeld(input.type);
    } catch (cause) {
      if (!(cause instanceof ElementFault)) throw cause;
      this.#fault({ ...input.place, path: cause.path, reason: cause.message }, input.type);
    }
  }

  /** Every member seen, not only those with changes: an earlier run may have been cut off here. */
  async #label(): Promise<void> {
    const members = [...this.#writer.members];
    const step = 100;
    for (let start = 0; start < members.length; start += step) {
      const some = members.slice(start, start + step);
      await inTransaction(this.#client, async () => {
        await relabelMembers(this.#client, some);
        await takeOverCoverages(
          this.#client,
          this.#options.plan,
          this.#options.defaultLineOfBusiness,
          some,
        );
      });
      this.#progress('labels', (start + some.length) / members.length);
    }
  }

  #fault(fault: Fault, type: string | undefined): void {
    this.#tally.countFault(type);
    this.#options.report(fault);
  }

  #fileFault(fault: Fault): void {
    this.#tally.countFileFault();
    this.#options.report(fault);
  }

  #progress(phase: Progress['phase'], done: number): void {
    const seconds = this.#seconds();
    this.#options.progress({ phase, done, resources: this.#tally.total, seconds });
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
