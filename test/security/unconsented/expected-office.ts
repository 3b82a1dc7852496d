import { getOperationAST, parse } from 'graphql';
import { questionNames, questions } from '../../../src/apps/attestation.ts';
import {
  type Arguments,
  globalId,
  pageOf,
  rising,
  type Shape,
  type View,
} from './expected-page.ts';
import type { RawApp, RawMaterial, RawOperation } from './raw-rows.ts';

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
  title: material.title,
  body: material.body,
  publishedAt: material.published_at,
  plan: () => planShape(view, material.plan_id),
});

/** An app. Its counts are for its own partner and for those who oversee: whose the grants are, none tells. */
export function appShape(view: View, app: RawApp): Shape {
  const {
    now: { rows },
    asker,
  } = view;
  const partner = rows.partners.find(({ id }) => id === app.partner_id);
  const [newest] = rows.attestations
    .filter((one) => one.app_id === app.id)
    .sort((a, b) => b.version - a.version);
  const mine = asker.kind !== 'PARTNER' || asker.partnerId === app.partner_id;
  return {
    __typename: 'App',
    id: globalId('App', app.id),
    name: app.name,
    kind: app.kind,
    state: app.state,
    stateReason: app.state_reason,
    privacyPolicyUrl: app.privacy_policy_url,
    redirectUris: app.redirect_uris,
    partner: { partnerId: partner?.id, name: partner?.name },
    privacyAnswers: questionNames.map((question) => ({
      question,
      text: questions[question],
      ...newest?.answers[question],
    })),
    operations: (args: Arguments) => (mine ? operationsPage(view, app.id, args) : null),
    grantCounts: () => (mine ? countsOf(rows.grants.filter((one) => one.app_id === app.id)) : null),
  };
}

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
