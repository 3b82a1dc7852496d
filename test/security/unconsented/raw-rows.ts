import type pg from 'pg';
import { z } from 'zod';
import { keySet, moment, officeTables } from './raw-office.ts';

/** The tables as an administrator reads them: dates and moments are text, as PostgreSQL writes them. */

const plan = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  maximum_term_days: z.number(),
  floor_date: z.string(),
  granularity: z.string(),
  languages: z.array(z.string()),
  channels: z.array(z.string()),
  support_phone: z.string(),
  privacy_email: z.string(),
  complaints_phone: z.string().nullable(),
  complaints_address: z.string().nullable(),
  complaint_days: z.number(),
});
const line = z.object({
  plan_id: z.string(),
  code: z.string(),
  name: z.string(),
  eligible: z.boolean(),
});
const member = z.object({
  id: z.string(),
  plan_id: z.string(),
  line_of_business: z.string().nullable(),
  effective_from: z.string().nullable(),
  effective_until: z.string().nullable(),
});
const partner = z.object({ id: z.string(), name: z.string() });
const app = z.object({
  id: z.string(),
  partner_id: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.string(),
  state_reason: z.string().nullable(),
  state_risk: z.string().nullable(),
  version: z.number(),
  privacy_policy_url: z.string().nullable(),
  redirect_uris: z.array(z.string()),
  pending_redirect_uris: z.array(z.string()),
  pending_client_keys: keySet.nullable(),
});
const attestation = z.object({
  app_id: z.string(),
  version: z.number(),
  answers: z.record(z.string(), z.object({ answer: z.string(), detail: z.string() })),
  privacy_policy_url: z.string().nullable(),
  attested_at: moment,
});
const operation = z.object({
  app_id: z.string(),
  hash: z.string(),
  document: z.string(),
  registered_at: moment,
});
const material = z.object({
  id: z.string(),
  plan_id: z.string(),
  material_id: z.string(),
  version: z.number(),
  language: z.string(),
  kind: z.string(),
  translation: z.string(),
  title: z.string(),
  body: z.string(),
  published_at: moment,
});
const grant = z.object({
  id: z.string(),
  version: z.number(),
  member_id: z.string(),
  app_id: z.string(),
  plan_id: z.string(),
  state: z.string(),
  categories: z.array(z.string()),
  labels: z.array(z.string()),
  include_undated: z.boolean(),
  since: z.string(),
  until: z.string().nullable(),
  purpose: z.string(),
  language: z.string(),
  signature: z.string(),
  document: z.string(),
  document_hash: z.string().transform((text) => text.replace('\\x', '')),
  signed_at: moment,
  starts_at: moment,
  ends_at: moment,
  ended_at: moment.nullable(),
  ended_by_kind: z.string().nullable(),
  ended_channel: z.string().nullable(),
  ended_reason: z.string().nullable(),
});

const evidenceExport = z.object({
  id: z.string(),
  auditor: z.string(),
  member_id: z.string().nullable(),
  app_id: z.string().nullable(),
  since: moment.nullable(),
  until: moment.nullable(),
  state: z.string(),
  requested_at: moment,
});

/** The fields of a leaf that are looked at here; a leaf has more, and not every kind has all of them. */
const leaf = z.looseObject({
  kind: z.string(),
  release: z.string(),
  at: z.number(),
  actor: z.string().optional(),
  member: z.string().optional(),
  members: z.array(z.string()).optional(),
  app: z.string().optional(),
  partner: z.string().optional(),
  grant: z.string().optional(),
  grantVersion: z.number().optional(),
  purpose: z.string().optional(),
  categories: z.array(z.string()).optional(),
  labels: z.array(z.string()).optional(),
  records: z.record(z.string(), z.array(z.string())).optional(),
  fields: z.array(z.string()).optional(),
  token: z.string().optional(),
  operationName: z.string().nullish(),
  operationHash: z.string().optional(),
  responseHash: z.string().optional(),
});

export type RawPlan = z.infer<typeof plan>;
export type RawApp = z.infer<typeof app>;
export type RawGrant = z.infer<typeof grant>;
export type RawAttestation = z.infer<typeof attestation>;
export type RawOperation = z.infer<typeof operation>;
export type RawMaterial = z.infer<typeof material>;
export type RawExport = z.infer<typeof evidenceExport>;
export type RawEntry = {
  readonly index: number;
  readonly text: string;
  readonly leafHash: string;
  readonly leaf: z.infer<typeof leaf>;
};

/** What stands in the tables now. */
export type RawRows = Awaited<ReturnType<typeof readRows>>;

/** Reads everything but the ledger: again after each change. */
export async function readRows(client: pg.Client) {
  const read = async <Row>(schema: z.ZodType<Row>, table: string): Promise<Row[]> => {
    // In one order, so that a seed draws the same again.
    const { rows } = await client.query(`select to_jsonb(t) as row from ${table} t order by t`);
    return rows.map(({ row }) => schema.parse(row));
  };
  const { complaints, endpoints, deliveries, mails, clients, deletions, documents } = officeTables;
  return {
    complaints: await read(...complaints),
    endpoints: await read(...endpoints),
    deliveries: await read(...deliveries),
    mails: await read(...mails),
    clients: await read(...clients),
    deletions: await read(...deletions),
    documents: await read(...documents),
    plans: await read(plan, 'plan'),
    lines: await read(line, 'line_of_business'),
    members: await read(member, 'member'),
    partners: await read(partner, 'partner'),
    apps: await read(app, 'app'),
    attestations: await read(attestation, 'app_attestation'),
    operations: await read(operation, 'app_operation'),
    materials: await read(material, 'material'),
    grants: await read(grant, 'consent_grant'),
    exports: await read(evidenceExport, 'evidence_export'),
  };
}

/** The ledger's entries from an index on. */
export async function readEntries(client: pg.Client, from: number): Promise<RawEntry[]> {
  const { rows } = await client.query(
    `select idx::int as index, convert_from(leaf, 'UTF8') as text, encode(leaf_hash, 'hex') as hash
      from ledger.entry where idx >= $1 order by idx`,
    [from],
  );
  return rows.map(({ index, text, hash }) => ({
    index: z.number().parse(index),
    text: z.string().parse(text),
    leafHash: z.string().parse(hash),
    leaf: leaf.parse(JSON.parse(text)),
  }));
}
