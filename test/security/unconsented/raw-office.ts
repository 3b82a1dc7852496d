import { z } from 'zod';

/** Tables beside grants and health data: what members complain of, and what partners and admins keep. */
export const moment = z.string().transform((text) => new Date(text).toISOString());
const hex = z.string().transform((text) => text.replace('\\x', ''));

const complaint = z.object({
  id: z.string(),
  case_number: z.string(),
  member_id: z.string(),
  app_id: z.string().nullable(),
  filing_key: z.string(),
  kind: z.string(),
  text: z.string(),
  language: z.string(),
  state: z.string(),
  received_at: moment,
  due_at: moment,
  handled_by: z.string().nullable(),
  answer: z.string().nullable(),
  answered_at: moment.nullable(),
  closed_at: moment.nullable(),
});
const endpoint = z.object({
  id: z.string(),
  partner_id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  state: z.string(),
  secret: z.string(),
  former_secret_until: moment.nullable(),
  created_at: moment,
});
const delivery = z.object({
  id: z.string(),
  endpoint_id: z.string(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  state: z.string(),
  attempts: z.number(),
  next_try_at: moment,
  last_status: z.number().nullable(),
  last_error: z.string().nullable(),
  created_at: moment,
  delivered_at: moment.nullable(),
});
const mail = z.object({
  id: z.string(),
  recipient: z.string(),
  kind: z.string(),
  state: z.string(),
  attempts: z.number(),
  last_error: z.string().nullable(),
  created_at: moment,
});
/** A JSON Web Key Set, of elliptic curves alone. */
export const keySet = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string(),
      kty: z.literal('EC'),
      crv: z.string(),
      x: z.string(),
      y: z.string(),
    }),
  ),
});
export type RawKeySet = z.infer<typeof keySet>;
const client = z.object({
  app_id: z.string(),
  authentication: z.string(),
  secret_hash: hex.nullable(),
  former_secret_until: moment.nullable(),
  public_keys: keySet.nullable(),
  changed_at: moment,
});
const deletion = z.object({
  id: z.string(),
  grant_id: z.string(),
  state: z.string(),
  channel: z.string(),
  requested_at: moment,
  answer_due_at: moment,
  outcome: z.string().nullable(),
  explanation: z.string().nullable(),
  acknowledged_at: moment.nullable(),
});
const grantDocument = z.object({ grant_id: z.string(), sha256: hex });

export type RawComplaint = z.infer<typeof complaint>;
export type RawEndpoint = z.infer<typeof endpoint>;
export type RawDelivery = z.infer<typeof delivery>;
export type RawMail = z.infer<typeof mail>;
export type RawDeletion = z.infer<typeof deletion>;
export type RawClient = z.infer<typeof client>;

/** By the name that they have here: the table, and what is read of it. */
export const officeTables = {
  complaints: [complaint, 'complaint'],
  endpoints: [endpoint, 'webhook_endpoint'],
  deliveries: [delivery, 'webhook_delivery'],
  mails: [mail, 'mail_outbox'],
  clients: [client, 'app_client'],
  deletions: [deletion, 'deletion_request'],
  // Without the bytes of each PDF.
  documents: [grantDocument, '(select grant_id, sha256 from public.grant_document)'],
} as const;
