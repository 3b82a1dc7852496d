import { v7 as uuidv7 } from 'uuid';
import type { Leaf } from '../../../src/ledger/leaf.ts';
import { disclosure, grantEnded, selfAccess } from '../../kit/leaves.ts';

const member = uuidv7();
const planId = uuidv7();
const app = uuidv7();
const partner = uuidv7();
const grant = {
  id: uuidv7(),
  version: 1,
  memberId: member,
  planId,
  appId: app,
  app: { partnerId: partner },
};

/** Whom it is about. */
export const about = { member, app };

const changed = { v: 1, actor: 'test', partner, app } as const;
const appState = (version: number, state: 'APPROVED' | 'SUSPENDED'): Leaf => ({
  ...changed,
  kind: 'APP_STATE_CHANGED',
  release: uuidv7(),
  at: Date.now(),
  subject: app,
  version,
  actorKind: 'ADMIN',
  state,
});

export const approved = appState(2, 'APPROVED');
export const suspended = appState(3, 'SUSPENDED');
export const signed: Leaf = {
  ...changed,
  kind: 'GRANT_SIGNED',
  release: uuidv7(),
  at: Date.now(),
  subject: grant.id,
  version: 1,
  actorKind: 'MEMBER',
  member,
  plan: planId,
  categories: ['CLAIMS', 'COVERAGE'],
  labels: [],
  purpose: 'PATRQT',
  document: '0'.repeat(64),
  startsAt: 0,
  endsAt: 1,
};
export const ended: Leaf = grantEnded({ ...grant, version: 2 });
export const shown = (more: Parameters<typeof disclosure>[1] = {}): Leaf => disclosure(grant, more);
/** Somebody else's entry. */
export const unrelated = (): Leaf => selfAccess();
