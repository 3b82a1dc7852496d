import type pg from 'pg';
import type { PartTable } from '../kind.ts';
import type { PendingRecord } from '../read-record.ts';
import { partId } from '../record-id.ts';
import { compare, type Standing } from './compare.ts';
import { restrictReferrers } from './relabel.ts';
import { restrictedUntilRelabelled } from './restricted.ts';
import { insert, recordColumns, upsert, withSource } from './sql.ts';

/**
 * Writes records, each with its parts and references, inside the caller's transaction. What is
 * stored already stays as it is, so that importing again rewrites nothing.
 *
 * @param records of members that exist, each id once
 * @param rewrite also writes what is unchanged, after an upgrade that maps more elements
 */
export async function writeRecords(
  client: pg.ClientBase,
  records: readonly PendingRecord[],
  rewrite: boolean,
): Promise<Standing[]> {
  const standings: Standing[] = [];
  for (const [table, ofTable] of Map.groupBy(records, (record) => record.kind.table)) {
    standings.push(...(await compare(client, table, ofTable, rewrite)));
  }
  const written = standings.filter((one) => one.state !== 'unchanged');
  if (written.length === 0) return standings;
  const rows = written.map((one) => one.record);
  for (const [kind, ofKind] of Map.groupBy(rows, (record) => record.kind)) {
    const json = ofKind.map((record) => withSource(rowOf(record), record.sourceText));
    await client.query(upsert(kind.table, recordColumns(kind.columns)), [`[${json.join(',')}]`]);
  }
  const changed = written.filter((one) => one.state === 'changed').map((one) => one.record);
  await removeParts(client, changed);
  await insertParts(client, rows);
  await insertReferences(client, rows);
  await restrictReferrers(
    client,
    written.filter((one) => one.moreSensitive).map((one) => one.record.id),
  );
  return standings;
}

const rowOf = (record: PendingRecord) => ({
  ...record.row,
  id: record.id,
  member_id: record.memberId,
  source_id: record.sourceId,
  source_hash: `\\x${record.sourceHash}`,
  service_date: record.serviceDate,
  own_labels: record.ownLabels,
  labels: restrictedUntilRelabelled(record),
});

async function removeParts(
  client: pg.ClientBase,
  records: readonly PendingRecord[],
): Promise<void> {
  const ids = records.map((record) => record.id);
  if (ids.length === 0) return;
  const tables = new Set(records.flatMap((record) => record.parts ?? []).map((one) => one.of));
  for (const { table, parent } of tables) {
    await client.query(`delete from health.${table} where ${parent} = any($1)`, [ids]);
  }
  await client.query('delete from health.record_reference where from_id = any($1)', [ids]);
}

async function insertParts(
  client: pg.ClientBase,
  records: readonly PendingRecord[],
): Promise<void> {
  const rowsOf = new Map<PartTable, object[]>();
  for (const record of records) {
    for (const { of, rows } of record.parts ?? []) {
      const known = rowsOf.get(of) ?? [];
      rowsOf.set(of, known);
      for (const [index, row] of rows.entries()) {
        known.push({
          ...row,
          id: partId(record.id, of.table, index + 1),
          member_id: record.memberId,
          [of.parent]: record.id,
          service_date: record.serviceDate,
          labels: restrictedUntilRelabelled(record),
        });
      }
    }
  }
  for (const [of, rows] of rowsOf) {
    if (rows.length === 0) continue;
    const columns = {
      id: 'uuid',
      member_id: 'uuid',
      [of.parent]: 'uuid',
      ...(of.dated && { service_date: 'date', labels: 'text[]' }),
      ...of.columns,
    };
    await client.query(insert(of.table, columns), [JSON.stringify(rows)]);
  }
}

async function insertReferences(
  client: pg.ClientBase,
  records: readonly PendingRecord[],
): Promise<void> {
  const references = records.flatMap((record) =>
    record.inherits
      // A record that refers to itself inherits nothing.
      .filter((target) => target.id !== record.id)
      .map((target) => ({
        from_id: record.id,
        to_id: target.id,
        member_id: record.memberId,
        from_type: record.type,
        to_type: target.type,
      })),
  );
  if (references.length === 0) return;
  const columns = {
    from_id: 'uuid',
    to_id: 'uuid',
    member_id: 'uuid',
    from_type: 'text',
    to_type: 'text',
  };
  const statement = `${insert('record_reference', columns)} on conflict do nothing`;
  await client.query(statement, [JSON.stringify(references)]);
}
