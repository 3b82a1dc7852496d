import * as z from 'zod';

/**
 * What an entry says, version 1. Ids and codes only: no names, no values. The stored bytes are the
 * canonical JSON (RFC 8785) of this, and the authority; every column beside them is a projection.
 */
// Shape alone: FHIR servers hand out ids that keep to no UUID version.
const uuid = z.guid();
const common = {
  v: z.literal(1),
  /** UUIDv7, unique to one release or event; its random bits keep a public leaf hash unguessable. */
  release: uuid,
  /** Epoch milliseconds. */
  at: z.int().positive(),
};
/** Who asked, and by which operation. */
const asked = {
  /** The token's subject. */
  actor: z.string(),
  /** The token's `jti`. */
  token: z.string(),
  operationName: z.string().nullable(),
  /** SHA-256 of the document, hex. */
  operationHash: z.string(),
  /** SHA-256 of the exact bytes of the response's `data`, hex. */
  responseHash: z.string(),
};
/** What was shown of one member. */
const shown = {
  member: uuid,
  plan: uuid,
  categories: z.array(z.string()),
  labels: z.array(z.string()),
  /** Record ids by kind; a kind asked for that had none is there with an empty list. */
  records: z.record(z.string(), z.array(uuid)),
  fields: z.array(z.string()),
};
/** A change of a grant or app, which this entry is the record of. */
const changed = {
  subject: uuid,
  version: z.int().positive(),
  actor: z.string(),
  actorKind: z.string(),
};
const grantChange = { ...common, ...changed, member: uuid, plan: uuid, app: uuid, partner: uuid };
/** What became of a complaint: neither what it says nor what it is about. */
const complaintChange = {
  ...common,
  complaint: uuid,
  member: uuid,
  plan: uuid,
  actor: z.string(),
  actorKind: z.string(),
};
/** What became of the wish that an app delete what it got. */
const deletionChange = {
  ...common,
  deletion: uuid,
  grant: uuid,
  member: uuid,
  plan: uuid,
  app: uuid,
  partner: uuid,
  actor: z.string(),
  actorKind: z.string(),
};
const appChange = { ...common, ...changed, app: uuid, partner: uuid };

const leaf = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('DISCLOSURE'),
    ...common,
    ...asked,
    ...shown,
    app: uuid,
    partner: uuid,
    grant: uuid,
    grantVersion: z.int().positive(),
    purpose: z.string(),
  }),
  z.object({ kind: z.literal('SELF_ACCESS'), ...common, ...asked, ...shown }),
  z.object({
    kind: z.literal('AGENT_LOOKUP'),
    ...common,
    ...asked,
    /** Absent when nobody matched. */
    member: uuid.optional(),
    what: z.string(),
  }),
  z.object({
    kind: z.literal('AUDIT_READ'),
    ...common,
    ...asked,
    what: z.string(),
    count: z.int().nonnegative(),
    /** Whom it was about. */
    members: z.array(uuid),
  }),
  z.object({
    kind: z.literal('GRANT_SIGNED'),
    ...grantChange,
    categories: z.array(z.string()),
    labels: z.array(z.string()),
    purpose: z.string(),
    /** SHA-256 of the signed document's text, hex. */
    document: z.string(),
    /** SHA-256 of the signed document as a PDF, hex; grants were signed without one before there were any. */
    pdf: z.string().optional(),
    startsAt: z.int(),
    endsAt: z.int(),
  }),
  z.object({
    kind: z.literal('GRANT_ENDED'),
    ...grantChange,
    grant: uuid,
    state: z.enum(['REVOKED', 'SUPERSEDED', 'EXPIRED']),
    channel: z.enum(['ONLINE', 'PHONE', 'SYSTEM', 'OAUTH']),
  }),
  z.object({ kind: z.literal('APP_REGISTERED'), ...appChange }),
  z.object({ kind: z.literal('APP_ATTESTED'), ...appChange, attestation: z.int().positive() }),
  z.object({
    kind: z.literal('APP_STATE_CHANGED'),
    ...appChange,
    state: z.enum(['PENDING', 'APPROVED', 'SUSPENDED', 'REFUSED']),
    /** The security risk for which it was suspended or refused, by its code. */
    risk: z.string().optional(),
  }),
  z.object({
    kind: z.literal('APP_CHANGED'),
    ...appChange,
    /** What of it changed: neither its state nor its answers. */
    fields: z.array(z.enum(['client', 'redirectUris'])).min(1),
  }),
  z.object({
    kind: z.literal('MATERIAL_PUBLISHED'),
    ...common,
    plan: uuid,
    actor: z.string(),
    material: uuid,
    /** SHA-256 of the text, hex. */
    document: z.string(),
  }),
  z.object({ kind: z.literal('COMPLAINT_FILED'), ...complaintChange }),
  z.object({ kind: z.literal('COMPLAINT_ANSWERED'), ...complaintChange }),
  z.object({ kind: z.literal('COMPLAINT_CLOSED'), ...complaintChange }),
  z.object({
    kind: z.literal('DELETION_REQUESTED'),
    ...deletionChange,
    channel: z.enum(['ONLINE', 'PHONE']),
  }),
  z.object({
    kind: z.literal('DELETION_ACKNOWLEDGED'),
    ...deletionChange,
    /** As the app says. */
    outcome: z.enum(['DELETED', 'PARTLY_DELETED', 'KEPT']),
  }),
  z.object({
    kind: z.literal('LEDGER_KEY_CHANGED'),
    ...common,
    actor: z.string(),
    origin: z.string(),
    /** The key that signs from now on (C2SP signed-note). */
    verifierKey: z.string(),
    /** Signed by the former key and the new one. */
    note: z.string(),
  }),
  z.object({
    kind: z.literal('LEDGER_CONTINUED'),
    ...common,
    actor: z.string(),
    /** What the ledger is called from now on. */
    origin: z.string(),
    former: z.string(),
    /** Says from which size it goes on, and what was signed before; signed under both names. */
    note: z.string(),
  }),
  z.object({
    kind: z.literal('LEDGER_VERIFIED'),
    ...common,
    entries: z.int().nonnegative(),
    sound: z.boolean(),
    /** Of what was found first. */
    class: z.string().optional(),
    index: z.int().nonnegative().optional(),
  }),
  z.object({
    kind: z.literal('LEDGER_RETIRED'),
    ...common,
    actor: z.string(),
    /** The first index that is kept; of those before it the hashes remain. */
    below: z.int().positive(),
  }),
  z.object({
    kind: z.literal('LEGAL_HOLD_PLACED'),
    ...common,
    actor: z.string(),
    hold: uuid,
    /** The case, as whoever asked for the hold calls it: a code, no names. */
    reference: z.string(),
    /** Of entries made between these, epoch milliseconds, `to` excluded; of all where absent. */
    from: z.int().optional(),
    to: z.int().optional(),
  }),
  z.object({ kind: z.literal('LEGAL_HOLD_LIFTED'), ...common, actor: z.string(), hold: uuid }),
  z.object({
    kind: z.literal('EVIDENCE_EXPORTED'),
    ...common,
    actor: z.string(),
    member: uuid.optional(),
    app: uuid.optional(),
    /** Epoch milliseconds, `to` excluded. */
    from: z.int().optional(),
    to: z.int().optional(),
    entries: z.int().nonnegative(),
    /** SHA-256 of the bundle, hex. */
    bundle: z.string(),
  }),
]);

export type Leaf = z.infer<typeof leaf>;
export type LeafKind = Leaf['kind'];

/** Reads stored bytes back; undefined when they are no leaf of a known version and kind. */
export const decodeLeaf = (bytes: Uint8Array): Leaf | undefined => parseLeaf(decoder.decode(bytes));

/** The same of what the bytes spell. */
export function parseLeaf(text: string): Leaf | undefined {
  try {
    return leaf.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Auditors' browsers read leaves, too: nothing of Node here. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
