import { v7 as uuidv7 } from 'uuid';
import type { Leaf } from '../../src/ledger/leaf.ts';

type Disclosure = Extract<Leaf, { kind: 'DISCLOSURE' }>;
type SelfAccess = Extract<Leaf, { kind: 'SELF_ACCESS' }>;

const asked = {
  token: 'token-1',
  operationName: 'Test',
  operationHash: '0'.repeat(64),
  responseHash: 'f'.repeat(64),
};

/** What an append test needs to know of a grant. */
export type GrantInLeaf = {
  readonly id: string;
  readonly version: number;
  readonly memberId: string;
  readonly planId: string;
  readonly appId: string;
  readonly app: { readonly partnerId: string };
};

/** A disclosure under a grant: one member's part of a release. */
export const disclosure = (grant: GrantInLeaf, more: Partial<Disclosure> = {}): Disclosure => ({
  v: 1,
  kind: 'DISCLOSURE',
  release: uuidv7(),
  at: Date.now(),
  actor: grant.appId,
  ...asked,
  member: grant.memberId,
  plan: grant.planId,
  categories: ['CLAIMS'],
  labels: [],
  records: { Claim: ['00000000-0000-4000-8000-000000000001'] },
  fields: ['Claim.status'],
  app: grant.appId,
  partner: grant.app.partnerId,
  grant: grant.id,
  grantVersion: grant.version,
  purpose: 'PATRQT',
  ...more,
});

/** The entry of a grant's end; `grant.version` is the version that the end makes. */
export const grantEnded = (grant: GrantInLeaf): Leaf => ({
  v: 1,
  kind: 'GRANT_ENDED',
  release: uuidv7(),
  at: Date.now(),
  subject: grant.id,
  version: grant.version,
  actor: 'test',
  actorKind: 'MEMBER',
  grant: grant.id,
  member: grant.memberId,
  plan: grant.planId,
  app: grant.appId,
  partner: grant.app.partnerId,
  state: 'REVOKED',
  channel: 'ONLINE',
});

/** A member's look at their own record: it rests on no grant. */
export const selfAccess = (more: Partial<SelfAccess> = {}): SelfAccess => ({
  v: 1,
  kind: 'SELF_ACCESS',
  release: uuidv7(),
  at: Date.now(),
  actor: 'member',
  ...asked,
  member: '00000000-0000-4000-8000-00000000000a',
  plan: '00000000-0000-4000-8000-00000000000b',
  categories: ['CLAIMS'],
  labels: [],
  records: {},
  fields: [],
  ...more,
});
