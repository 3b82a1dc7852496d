import { changeAppState } from '../../src/apps/app-state.ts';
import { revokeGrant } from '../../src/grants/end-grant.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { condition, explanationOfBenefit, patient } from '../kit/fhir.ts';
import type { TestGateway } from '../kit/gateway.ts';
import { asApp, letTermRunOut } from '../kit/graphql.ts';
import {
  type GrantOf,
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
  recordIdOf,
} from '../kit/world.ts';

/** An id of nobody and nothing. */
export const unknown = '0b1d5c2e-0000-4000-8000-000000000000';

/** A date of service within five years. */
export const recent = new Date(Date.now() - 400 * 86_400_000).toISOString().slice(0, 10);

/** Two members with the same shared record; Ann has besides what a grant may withhold. */
export type RefusalsWorld = {
  readonly ann: string;
  /** Has what Ann has, without what is withheld. */
  readonly ben: string;
  readonly id: (type: string, sourceId: string) => string;
  readonly paymentOf: (claimId: string) => Promise<string>;
  /** An app to which Ann and Ben have granted this. */
  granted(grant?: GrantOf, kind?: Parameters<typeof makeApp>[1]): Promise<{ id: string }>;
  /** Gives somebody this many more records, all with a label that nobody has consented to. */
  withhold(who: 'ann' | 'ben', count: number): Promise<void>;
  /** By why Ann is not there: who asks. */
  readonly without: Readonly<Record<string, TokenHolder>>;
};

const authorisation = (id: string, who: string, date: string) => ({
  ...explanationOfBenefit(id, who, { date }),
  use: 'preauthorization',
});

/** What both have, under the default grant of these tests. */
const shared = (who: string) => [
  patient(who),
  explanationOfBenefit(`claim-${who}`, who, { date: recent }),
  condition(`cold-${who}`, who, 'J06.9', recent),
];

/** Makes it, with an app for each reason why Ann is not there. */
export async function makeRefusalsWorld(gateway: TestGateway): Promise<RefusalsWorld> {
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [
    ...shared('ann'),
    ...shared('ben'),
    condition('labelled', 'ann', 'B20', recent),
    condition('undated', 'ann', 'J06.9'),
    condition('old', 'ann', 'J06.9', '2017-01-01'),
    condition('ancient', 'ann', 'J06.9', '2015-12-31'),
    explanationOfBenefit('old-claim', 'ann', { date: '2017-01-01' }),
    authorisation('authorisation', 'ann', recent),
  ]);
  const [ann, ben] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben')];
  const granted: RefusalsWorld['granted'] = async (grant = {}, kind) => {
    const app = await makeApp(gateway, kind);
    for (const member of [ann, ben]) await makeGrant(gateway, plan, member, app, grant);
    return app;
  };
  const { database } = gateway;
  const grantToAnother = async () => {
    const app = await makeApp(gateway);
    return { app, grant: await makeGrant(gateway, plan, ann, app) };
  };
  const revoked = await grantToAnother();
  await revokeGrant(database, {
    grantId: revoked.grant.id,
    memberId: ann,
    byKind: 'MEMBER',
    by: ann,
    channel: 'ONLINE',
    reason: '',
  });
  const expired = await grantToAnother();
  await letTermRunOut(gateway, expired.grant.id);
  const suspended = await grantToAnother();
  const staff = { actor: 'test', actorKind: 'ADMIN' };
  await changeAppState(database, staff, suspended.app.id, {
    state: 'SUSPENDED',
    denial: { risk: 'TOKENS_EXPOSED', reason: 'a security risk' },
  });
  const elsewhere = await grantToAnother();
  return {
    ann,
    ben,
    id: (type, sourceId) => recordIdOf(plan, type, sourceId),
    paymentOf: async (claimId) =>
      (
        await gateway.asAdministrator('select id from health.payment where claim_id = $1', [
          claimId,
        ])
      ).rows[0].id,
    granted,
    withhold: (who, count) =>
      importResources(
        gateway,
        plan,
        Array.from({ length: count }, (_, n) => condition(`more-${n}`, who, 'B20', recent)),
      ),
    without: {
      'not granted': asApp(await makeApp(gateway)),
      revoked: asApp(revoked.app),
      expired: asApp(expired.app),
      'granted to an app that is suspended': asApp(suspended.app),
      'granted, and the token is for another member': {
        kind: 'APP',
        appId: elsewhere.app.id,
        memberId: ben,
      },
    },
  };
}
