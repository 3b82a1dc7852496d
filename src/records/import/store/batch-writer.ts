import type pg from 'pg';
import type { Fault } from '../faults.ts';
import type { PendingProvider, PendingRecord } from '../read-record.ts';
import type { Tally } from '../summary.ts';
import { writeCareProviders } from './care-providers.ts';
import { addMembers, existingMembers, type ImportPlan } from './members.ts';
import { keepSocialSecurityHashes } from './social-security-hashes.ts';
import { inTransaction, isRefusal } from './transaction.ts';
import { writeRecords } from './write-records.ts';

/** What a writer needs. */
export type WriterSettings = {
  readonly client: pg.ClientBase;
  readonly plan: ImportPlan;
  readonly defaultLineOfBusiness: string | null;
  readonly rewrite: boolean;
  readonly tally: Tally;
  readonly report: (fault: Fault) => void;
};

type Pending = PendingRecord | PendingProvider;

/** A transaction's worth: enough to make its cost small, little enough to be held twice. */
const most = { records: 250, characters: 2 * 1024 * 1024 };

/**
 * Gathers resources and writes them in batches. While one batch is written, the next is gathered;
 * a third waits, so that memory is bounded however large the input.
 */
export class BatchWriter {
  readonly #settings: WriterSettings;
  readonly #knownMembers = new Set<string>();
  readonly #members = new Set<string>();
  #batch = new Map<string, Pending>();
  #characters = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(settings: WriterSettings) {
    this.#settings = settings;
  }

  /** Every member that a record was written for, or would have been had it not been there. */
  get members(): ReadonlySet<string> {
    return this.#members;
  }

  /** Takes one resource. One that comes twice is written twice, in order: the last one stays. */
  async add(pending: Pending): Promise<void> {
    if (this.#batch.has(pending.id)) await this.#next();
    this.#batch.set(pending.id, pending);
    this.#characters += pending.sourceText.length;
    if (this.#batch.size >= most.records || this.#characters >= most.characters) {
      await this.#next();
    }
  }

  /** Writes what is left; afterwards everything taken is committed or reported. */
  async flush(): Promise<void> {
    await this.#next();
    await this.#finish();
  }

  async #next(): Promise<void> {
    const batch = [...this.#batch.values()];
    this.#batch = new Map();
    this.#characters = 0;
    await this.#finish();
    // A failure is kept and thrown where the batch is waited for.
    this.#writing = this.#write(batch).then(
      () => undefined,
      (cause: unknown) => ({ cause }),
    );
  }

  async #finish(): Promise<void> {
    const failure = await this.#writing;
    if (typeof failure === 'object' && failure !== null && 'cause' in failure) throw failure.cause;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    const records = await this.#withMember(batch);
    if (records.length === 0) return;
    try {
      await this.#commit(records);
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      // One bad row must not lose its batch-mates: each alone, to find it.
      for (const record of records) {
        await this.#commit([record]).catch((reason: unknown) => {
          if (!isRefusal(reason)) throw reason;
          this.#skip(record, `refused by the database: ${reason.message}`);
        });
      }
    }
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    const { client, plan, defaultLineOfBusiness, rewrite, tally } = this.#settings;
    const providers = batch.filter((one) => 'provider' in one);
    const records = batch.filter((one) => 'kind' in one);
    const patients = records.filter((one) => one.type === 'Patient');
    const { states, standings } = await inTransaction(client, async () => {
      await addMembers(client, plan, defaultLineOfBusiness, patients);
      await keepSocialSecurityHashes(client, patients);
      return {
        states: await writeCareProviders(client, plan.id, providers, rewrite),
        standings: await writeRecords(client, records, rewrite),
      };
    });
    for (const [index, one] of providers.entries()) {
      tally.count(one.type, states[index] ?? 'unchanged');
    }
    for (const { record, state, formerMemberId } of standings) {
      tally.count(record.type, state);
      this.#members.add(record.memberId);
      if (formerMemberId !== undefined) this.#members.add(formerMemberId);
    }
    for (const patient of patients) this.#knownMembers.add(patient.memberId);
  }

  /** Leaves out, and reports, records of nobody that is known. */
  async #withMember(batch: readonly Pending[]): Promise<Pending[]> {
    const wanted = new Set(
      batch.flatMap((one) =>
        'kind' in one && one.type !== 'Patient' && !this.#knownMembers.has(one.memberId)
          ? [one.memberId]
          : [],
      ),
    );
    if (wanted.size > 0) {
      const found = await existingMembers(this.#settings.client, [...wanted]);
      for (const id of found) this.#knownMembers.add(id);
    }
    return batch.filter((one) => {
      const known =
        !('kind' in one) || one.type === 'Patient' || this.#knownMembers.has(one.memberId);
      if (!known) {
        this.#skip(
          one,
          `its patient, ${one.memberReference}, is neither in this import nor in the plan`,
        );
      }
      return known;
    });
  }

  #skip(pending: Pending, reason: string): void {
    this.#settings.tally.countFault(pending.type);
    this.#settings.report({ ...pending.place, path: pending.type, reason });
  }
}
