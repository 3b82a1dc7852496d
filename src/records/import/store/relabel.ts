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

/** One statement, so that nobody sees some of a member's records relabelled and others not. */
const relabelStatement = `
  with recursive record as materialized (${recordTables
    .map(
      (table) => `select id, member_id, own_labels from health.${table} where member_id = any($1)`,
    )
    .join(' union all ')}),
  edge as materialized (
    select from_id, to_id, member_id from health.record_reference where member_id = any($1)),
  reach (from_id, to_id, member_id) as (
    select from_id, to_id, member_id from edge
    union
    select reach.from_id, edge.to_id, reach.member_id
    from reach join edge on edge.from_id = reach.to_id and edge.member_id = reach.member_id),
  given as (
    select id, unnest(own_labels) as label from record
    union all
    select reach.from_id, unnest(coalesce(target.own_labels, '{R}'))
    from reach left join record target
      on target.id = reach.to_id and target.member_id = reach.member_id),
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
