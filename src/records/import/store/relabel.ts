import type pg from 'pg';
import { recordTables } from '../resources/kinds.ts';

/**
 * Computes the labels of every record of the given members anew: its own ones, with those of
 * everything that it refers to, however far. A reference to what is not there, or to another
 * member's record, adds `R`: nobody can judge what is unknown.
 */
export async function relabelMembers(
  client: pg.ClientBase,
  memberIds: readonly string[],
): Promise<void> {
  await client.query(relabelStatement, [memberIds]);
}

const update = (table: string, key: string) => `
  update_${table} as (
    update health.${table} t set labels = l.labels from labelled l
    where l.id = t.${key} and t.member_id = any($1) and t.labels is distinct from l.labels)`;

/**
 * Labels travel, not references: there are few labels, so that the work grows with the references, and
 * not with all the ways through them. One statement, so that nobody sees some of a member's records
 * relabelled and others not.
 */
const relabelStatement = `
  with recursive record as materialized (${recordTables
    .map(
      (table) => `select id, member_id, own_labels from health.${table} where member_id = any($1)`,
    )
    .join(' union all ')}),
  edge as materialized (
    select from_id, to_id, member_id from health.record_reference where member_id = any($1)),
  given (id, member_id, label) as (
    (select id, member_id, unnest(own_labels) from record
    union
    select edge.from_id, edge.member_id, 'R'
    from edge left join record target
      on target.id = edge.to_id and target.member_id = edge.member_id
    where target.id is null)
    union
    select edge.from_id, edge.member_id, given.label
    from given join edge on edge.to_id = given.id and edge.member_id = given.member_id),
  labelled as materialized (
    select record.id, coalesce(
      array_agg(distinct given.label collate "C") filter (where given.label is not null),
      '{}') as labels
    from record left join given on given.id = record.id
    group by record.id),
  ${[...recordTables.map((table) => update(table, 'id')), update('payment', 'claim_id')].join(',')}
  select`;

const restrict = (table: string, key: string) => `
  restrict_${table} as (
    update health.${table} set labels = array_append(labels, 'R')
    where ${key} in (select from_id from referrer) and not labels @> '{R}')`;

const restrictStatement = `
  with recursive referrer as (
    select from_id from health.record_reference where to_id = any($1)
    union
    select r.from_id from health.record_reference r join referrer on r.to_id = referrer.from_id),
  ${[...recordTables.map((table) => restrict(table, 'id')), restrict('payment', 'claim_id')].join(',')}
  select`;

/**
 * Restricts everything that refers to the given records, however far, until it is relabelled. To
 * be called in the transaction that makes a record more sensitive: its claims must not be readable
 * under the labels of before.
 */
export async function restrictReferrers(
  client: pg.ClientBase,
  recordIds: readonly string[],
): Promise<void> {
  if (recordIds.length > 0) await client.query(restrictStatement, [recordIds]);
}
