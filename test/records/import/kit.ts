import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Fault } from '../../../src/records/import/faults.ts';
import { faultLine } from '../../../src/records/import/faults.ts';
import { type ImportOptions, importFiles } from '../../../src/records/import/import-files.ts';
import { recordId } from '../../../src/records/import/record-id.ts';
import type { ImportSummary } from '../../../src/records/import/summary.ts';
import { createTestDatabase, type TestDatabase } from '../../kit/database.ts';

export const planId = '2f1d7c1e-8a51-4f0a-9b39-6a1f0d9c7e11';
export const otherPlanId = '5b0c3a52-1f6d-4c7e-8d2a-93b4b7a6e022';

/** The id of a record of the first plan. */
export const idOf = (type: string, sourceId: string): string => recordId(planId, type, sourceId);

export type Outcome = { summary: ImportSummary; faults: string[] };
export type Json = Readonly<Record<string, unknown>>;

/** A database with two plans, and a folder to import from. */
export type Room = {
  readonly database: TestDatabase;
  readonly pool: pg.Pool;
  readonly folder: string;
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Imports resources as one NDJSON file. */
  load(resources: readonly Json[], options?: Partial<ImportOptions>): Promise<Outcome>;
  import(paths: readonly string[], options?: Partial<ImportOptions>): Promise<Outcome>;
  /** The rows of a health table, by source id. */
  rows(table: string): Promise<Record<string, unknown>[]>;
  /** Forgets every member and record. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

export async function openRoom(): Promise<Room> {
  const database = await createTestDatabase();
  const pool = database.database.open('cg_import', { connections: 2 });
  const folder = await mkdtemp(join(tmpdir(), 'consent-gateway-import-'));
  for (const [id, slug] of [
    [planId, 'sunrise'],
    [otherPlanId, 'harbor'],
  ]) {
    await database.asAdministrator(
      `insert into plan (id, slug, name, maximum_term_days, floor_date, granularity, languages,
         channels, support_phone, privacy_email, retention_years, default_line_of_business)
       values ($1, $2, $2, 365, '2016-01-01', 'BY_CATEGORY_AND_LABEL', '{en}', '{}',
         '555-0100', 'privacy@plan.example', 10, 'MARKETPLACE')`,
      [id, slug],
    );
    await database.asAdministrator(
      `insert into line_of_business (plan_id, code, name, eligible)
       values ($1, 'MARKETPLACE', 'Marketplace', true), ($1, 'EMPLOYER', 'Employer group', false)`,
      [id],
    );
  }
  let files = 0;
  const room: Room = {
    database,
    pool,
    folder,
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    load: async (resources, options) => {
      files += 1;
      const lines = resources.map((one) => `${JSON.stringify(one)}\n`).join('');
      return room.import([await room.write(`load-${files}.ndjson`, lines)], options);
    },
    import: async (paths, options = {}) => {
      const faults: Fault[] = [];
      const summary = await importFiles({
        paths,
        pool,
        plan: { id: planId, slug: 'sunrise' },
        defaultLineOfBusiness: 'MARKETPLACE',
        progress: () => undefined,
        report: (fault) => faults.push(fault),
        ...options,
      });
      return { summary, faults: faults.map((one) => faultLine(one).replace(`${folder}/`, '')) };
    },
    rows: async (table) =>
      (await database.asAdministrator(`select *, xmin::text from health.${table} order by id`))
        .rows,
    clear: async () => {
      await database.asAdministrator(`
        do $$ declare one text; begin
          for one in select tablename from pg_tables where schemaname = 'health' loop
            execute format('delete from health.%I', one);
          end loop;
          delete from public.member;
        end $$`);
    },
    close: async () => {
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
  return room;
}

/** Totals of a summary over all types. */
export const totals = ({ summary }: Outcome) =>
  summary.types.reduce(
    (sum, one) => ({
      added: sum.added + one.added,
      changed: sum.changed + one.changed,
      unchanged: sum.unchanged + one.unchanged,
      skipped: sum.skipped + one.skipped,
    }),
    { added: 0, changed: 0, unchanged: 0, skipped: 0 },
  );
