import { getOperationAST, parse } from 'graphql';
import { questionNames, questions } from '../../../src/apps/attestation.ts';
import {
  attestationsOf,
  attestationsShape,
  changesSince,
  clientShape,
  keysShape,
  warningsOf,
} from './expected-app.ts';
import {
  type Arguments,
  globalId,
  pageOf,
  rising,
  type Shape,
  type View,
} from './expected-page.ts';
import type { RawApp, RawGrant, RawMaterial, RawOperation } from './raw-rows.ts';
import { isLive } from './rule.ts';

/** A plan: there for everybody who is signed in. */
export function planShape({ now: { rows } }: View, planId: string): Shape | null {
  const plan = rows.plans.find(({ id }) => id === planId);
  if (plan === undefined) return null;
  return {
    __typename: 'Plan',
    id: globalId('Plan', plan.id),
    slug: plan.slug,
    name: plan.name,
    maximumTermDays: plan.maximum_term_days,
    floorDate: plan.floor_date,
    granularity: plan.granularity,
    languages: plan.languages,
    channels: plan.channels,
    supportPhone: plan.support_phone,
    privacyEmail: plan.privacy_email,
    complaintsPhone: plan.complaints_phone ?? plan.support_phone,
    complaintsAddress: plan.complaints_address,
    complaintDays: plan.complaint_days,
    linesOfBusiness: rows.lines.filter((line) => line.plan_id === plan.id),
  };
}

export const materialShape = (view: View, material: RawMaterial): Shape => ({
  __typename: 'Material',
  id: globalId('Material', material.id),
  materialId: material.material_id,
  version: material.version,
  language: material.language,
  kind: material.kind,
  translation: material.translation,
  original: () => originalOf(view, material),
  title: material.title,
  body: material.body,
  publishedAt: material.published_at,
  plan: () => planShape(view, material.plan_id),
});

/** Where a machine has translated it: the same as it was written. */
function originalOf(view: View, { plan_id, material_id, translation }: RawMaterial): Shape | null {
  const written = view.now.rows.materials.find(
    (one) =>
      one.plan_id === plan_id && one.material_id === material_id && one.translation === 'ORIGINAL',
  );
  return translation === 'MACHINE' && written ? materialShape(view, written) : null;
}

/** A plan's texts in a language that it has any in; one that it lacks there stands as it was written. */
export function materialsShape(view: View, planId: string, language: unknown): Shape[] {
  const all = view.now.rows.materials.filter((one) => one.plan_id === planId);
  const wanted = all.filter((one) => one.language === language);
  const lacking = all.filter(
    (one) =>
      wanted.length > 0 &&
      one.translation === 'ORIGINAL' &&
      wanted.every(({ material_id }) => material_id !== one.material_id),
  );
  return [...wanted, ...lacking]
    .toSorted((a, b) => (a.material_id < b.material_id ? -1 : 1))
    .map((one) => materialShape(view, one));
}

/** An app. Its counts are for its own partner and for those who oversee: whose the grants are, none tells. */
export function appShape(view: View, app: RawApp): Shape {
  const {
    now: { rows },
    asker,
  } = view;
  const partner = rows.partners.find(({ id }) => id === app.partner_id);
  const [newest] = attestationsOf(rows.attestations, app.id);
  const mine = asker.kind !== 'PARTNER' || asker.partnerId === app.partner_id;
  return {
    __typename: 'App',
    id: globalId('App', app.id),
    name: app.name,
    kind: app.kind,
    state: app.state,
    stateReason: mine ? app.state_reason : null,
    version: app.version,
    stateRisk: app.state_risk,
    privacyPolicyUrl: app.privacy_policy_url,
    redirectUris: app.redirect_uris,
    pendingRedirectUris: app.pending_redirect_uris,
    pendingClientKeys: () => (mine ? keysShape(app.pending_client_keys) : null),
    partner: { partnerId: partner?.id, name: partner?.name },
    privacyAnswers: questionNames.map((question) => ({
      question,
      text: questions[question],
      ...newest?.answers[question],
    })),
    warningCount: warningsOf(newest),
    attestations: attestationsShape(rows.attestations, app.id),
    privacyAnswerChanges: ({ sinceVersion }: Arguments) =>
      changesSince(rows.attestations, app.id, sinceVersion),
    client: () => (mine ? clientShape(rows.clients, app.id) : null),
    isSharedWith: rows.grants.some(
      (one) => one.app_id === app.id && one.member_id === asker.memberId && isShared(one, app),
    ),
    operations: (args: Arguments) => (mine ? operationsPage(view, app.id, args) : null),
    grantCounts: () => (mine ? countsOf(rows.grants.filter((one) => one.app_id === app.id)) : null),
  };
}

const isShared = (grant: RawGrant, { state }: RawApp) => isLive(grant) && state === 'APPROVED';

function operationsPage(view: View, appId: string, args: Arguments): Shape {
  const list = { name: 'operations', filter: { appId } };
  const all = operationsOf(view.now.rows.operations, appId);
  return pageOf(
    view,
    list,
    args,
    all,
    ({ documentId }) => documentId,
    rising,
    (one) => one,
  );
}

/** An app's trusted documents; `hashes`: those of them alone. */
export const operationsOf = (
  operations: readonly RawOperation[],
  appId: string,
  hashes?: readonly string[],
): (Shape & { readonly documentId: string })[] =>
  operations
    .filter((one) => one.app_id === appId && (hashes === undefined || hashes.includes(one.hash)))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ hash, document, registered_at }) => ({
      documentId: `sha256:${hash}`,
      name: getOperationAST(parse(document))?.name?.value ?? null,
      document,
      registeredAt: registered_at,
    }));

function countsOf(grants: View['now']['rows']['grants']): Shape {
  const now = new Date().toISOString();
  const over = grants.filter(
    ({ state, ends_at }) => state === 'EXPIRED' || (state === 'ACTIVE' && ends_at <= now),
  );
  const ended = grants.filter(({ state }) => state === 'REVOKED' || state === 'SUPERSEDED');
  return {
    active: grants.length - over.length - ended.length,
    ended: ended.length,
    expired: over.length,
  };
}
