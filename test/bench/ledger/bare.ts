import type pg from 'pg';
import { byteaArray } from '../../../src/db/bytea-array.ts';
import { decodeLeaf } from '../../../src/ledger/leaf.ts';
import { leafHash } from '../../../src/ledger/leaf-bytes.ts';

/**
 * The peer: a table with the ledger's columns and indexes, partitioned as it is, into which rows are put
 * as fast as PostgreSQL takes them. Nobody judges them, and nobody reads what they say.
 */
export const bareTable = `
create schema bare;
create table bare.entry (like ledger.entry) partition by range (idx);
alter table bare.entry add primary key (idx);
create index on bare.entry (release_id);
create index on bare.entry (member_id, idx) where member_id is not null;
create index on bare.entry (app_id, idx) where app_id is not null;
create index on bare.entry (partner_id, idx) where partner_id is not null;
create index on bare.entry using brin (at);
create table bare.entry_000000 partition of bare.entry for values from (0) to (1000000000);
create sequence bare.next minvalue 0;
grant usage on schema bare to cg_gateway;
grant insert on bare.entry to cg_gateway;
grant usage on bare.next to cg_gateway;`;

const insert = `insert into bare.entry (idx, release_id, kind, at, plan_id, member_id, app_id, partner_id,
    grant_id, grant_version, purpose, categories, labels, leaf, leaf_hash)
  select nextval('bare.next'), r, k, t, p, m, a, q, g, v, u, c::text[], l::text[], d, h
    from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
      $8::uuid[], $9::int[], $10::text[], $11::text[], $12::text[], $13::bytea[], $14::bytea[])
      x(r, k, t, p, m, a, q, g, v, u, c, l, d, h)`;

/** Rows to insert, spelled out beforehand: only the database's work is compared. */
export type BareRows = readonly (string | Buffer)[];

export function bareRows(leaves: readonly Buffer[]): BareRows {
  const read = leaves.map((bytes) => {
    const leaf = decodeLeaf(bytes);
    if (leaf?.kind !== 'DISCLOSURE') throw new TypeError('rows are made of disclosures');
    return leaf;
  });
  const column = (of: (leaf: (typeof read)[number]) => string | number) =>
    `{${read.map((leaf) => `"${of(leaf)}"`).join()}}`;
  return [
    column(({ release }) => release),
    column(({ kind }) => kind),
    column(({ at }) => new Date(at).toISOString()),
    column(({ plan }) => plan),
    column(({ member }) => member),
    column(({ app }) => app),
    column(({ partner }) => partner),
    column(({ grant }) => grant),
    column(({ grantVersion }) => grantVersion),
    column(({ purpose }) => purpose),
    column(({ categories }) => `{${categories.join()}}`),
    column(({ labels }) => `{${labels.join()}}`),
    byteaArray(leaves),
    byteaArray(leaves.map((leaf) => leafHash(leaf))),
  ];
}

/** Inserts them, durably. */
export const insertBare = (client: pg.Client, rows: BareRows) =>
  client.query({ name: 'bare', text: insert, values: [...rows] });
