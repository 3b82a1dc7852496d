import { exportJWK, generateKeyPair } from 'jose';
import { setAppClient } from '../../src/apps/app-client.ts';
import { attestApp } from '../../src/apps/attest-app.ts';
import { answers } from '../../src/apps/attestation.ts';
import { publicKeySet } from '../../src/apps/public-keys.ts';
import { consentableLabels } from '../../src/consent/vocabulary.ts';
import { sendTest } from '../../src/webhooks/deliveries.ts';
import { createEndpoint } from '../../src/webhooks/endpoints.ts';
import { makeComplaint } from '../kit/complaints.ts';
import { makeDeletionRequest } from '../kit/deletions.ts';
import { everyKind } from '../kit/fhir-kinds.ts';
import type { TestGateway } from '../kit/gateway.ts';
import { asApp, asPartner, globalId, read } from '../kit/graphql.ts';
import { makeDeadMail } from '../kit/mail-server.ts';
import { shownOf } from '../kit/shown-kinds.ts';
import { untilSigned } from '../kit/signed.ts';
import {
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
  recordIdOf,
} from '../kit/world.ts';
import type { Calls } from './field-path.ts';

/** Who has one object of every type, and the global ids of those objects. */
export type OneOfEach = {
  readonly plan: { readonly id: string; readonly slug: string };
  readonly memberId: string;
  readonly app: { readonly id: string; readonly partnerId: string };
  /** What a caller tells to be known. */
  readonly identification: string;
  /** The global id of an object of each type that `node` reaches. */
  readonly objects: Readonly<Record<string, string>>;
  /** An export of evidence that an auditor has asked for. */
  readonly evidenceExport: string;
  /** A mail that was given up. */
  readonly deadMail: string;
  /** A complaint of the member. */
  readonly complaint: string;
  /** What the member asked the app to delete, under the grant that has ended. */
  readonly deletionRequest: string;
  /** Endpoints of the app's partner, one of them to spare, and a delivery to the other. */
  readonly webhooks: Webhooks;
  /** Where the disclosure to the app stands in the ledger. */
  readonly disclosure: number;
};

/** Makes a member with one record of each kind, all of it granted to an app, which has read some. */
export async function makeOneOfEach(gateway: TestGateway): Promise<OneOfEach> {
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  await importResources(gateway, plan, Object.values(everyKind('ann')));
  const memberId = memberIdOf(plan, 'ann');
  const everything = { labels: consentableLabels, includeUndated: true };
  // The second supersedes the first: one grant that has ended, and one that stands.
  const ended = await makeGrant(gateway, plan, memberId, app, everything);
  await makeGrant(gateway, plan, memberId, app, everything);
  await read(
    gateway,
    asPartner(app),
    `mutation R($app: ID!) { registerOperations(input: { appId: $app, documents: ["query Own { viewer { kind } }"] }) { __typename } }`,
    { app: globalId('App', app.id) },
  );
  await changeWhatItSays(gateway, app);
  const partner = { actor: app.partnerId, actorKind: 'PARTNER' };
  await setAppClient(gateway.database, partner, app, { authentication: 'NONE' });
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  // It is approved: the key waits.
  await setAppClient(gateway.database, partner, app, {
    authentication: 'PRIVATE_KEY',
    publicKeys: publicKeySet.parse({ keys: [{ ...(await exportJWK(publicKey)), kid: 'a' }] }),
  });
  const evidence = await read(
    gateway,
    { kind: 'AUDITOR' },
    `mutation E($member: UUID!) { exportEvidence(input: { memberId: $member })
      { ... on ExportEvidencePayload { export { exportId } } } }`,
    { member: memberId },
  );
  const deadMail = await makeDeadMail(gateway);
  const complaint = await makeComplaint(gateway, memberId, app);
  const deletionRequest = await makeDeletionRequest(gateway, ended.id);
  const webhooks = await makeWebhooks(gateway, app);
  await read(gateway, asApp(app), '{ members { nodes { claims { nodes { id } } } } }');
  const { rows: disclosures } = await gateway.asAdministrator(
    `select idx::int from ledger.entry where kind = 'DISCLOSURE' order by idx desc limit 1`,
  );
  const disclosure: number = disclosures[0].idx;
  // What is asked of the ledger is signed by then.
  await untilSigned(gateway, disclosure + 1);
  const [material] = await gateway.database.prisma.material.findMany({
    where: { planId: plan.id },
    take: 1,
  });
  const { rows: payments } = await gateway.asAdministrator('select id from health.payment');
  const { rows: demographics } = await gateway.asAdministrator(
    'select id from health.demographics',
  );
  const { Payment: _part, PharmacyClaim: _second, ...records } = shownOf;
  const health = (type: string, id: string) => [type, globalId(type, `${memberId}.${id}`)];
  return {
    plan,
    memberId,
    app,
    disclosure,
    evidenceExport: evidence.exportEvidence.export.exportId,
    deadMail,
    complaint,
    deletionRequest,
    webhooks,
    identification: '{ memberNumber: "M-ann", familyName: "Family-ann", birthDate: "1970-01-31" }',
    objects: {
      Plan: globalId('Plan', plan.id),
      App: globalId('App', app.id),
      Material: globalId('Material', material?.id ?? ''),
      Grant: globalId('Grant', ended.id),
      Member: globalId('Member', memberId),
      ...Object.fromEntries([
        health('Demographics', demographics[0].id),
        health('Payment', payments[0].id),
        ...Object.entries(records).map(([name, { type, sourceType = type }]) =>
          health(type, recordIdOf(plan, sourceType, `${name}-ann`)),
        ),
      ]),
    },
  };
}

/** Another version of an app's answers, so that there are changes to be told. */
async function changeWhatItSays(gateway: TestGateway, app: { id: string; partnerId: string }) {
  const { appAttestation } = gateway.database.prisma;
  const first = await appAttestation.findFirstOrThrow({ where: { appId: app.id } });
  const { sellsData: _changed, ...others } = answers.parse(first.answers);
  await attestApp(gateway.database, { actor: app.partnerId, actorKind: 'PARTNER' }, app, {
    answers: { ...others, sellsData: { answer: 'NO', detail: 'Never.' } },
    privacyPolicyUrl: first.privacyPolicyUrl,
  });
}

type Webhooks = { readonly spare: string; readonly endpoint: string; readonly delivery: string };

/** Where nobody listens: what is told there stays in the log. */
async function makeWebhooks({ database }: TestGateway, { partnerId }: { partnerId: string }) {
  const make = () =>
    createEndpoint(
      database,
      { production: false },
      { partnerId, url: 'http://127.0.0.1:9/', types: [] },
    );
  const { id: spare } = await make();
  const { id: endpoint } = await make();
  const { id: delivery } = await sendTest(database, { id: endpoint, partnerId });
  return { spare, endpoint, delivery };
}

/** The arguments by which all of that is found. */
export function callsFor({
  objects,
  identification,
  disclosure,
  evidenceExport,
  complaint,
  webhooks,
}: OneOfEach): Calls {
  const idOf = (type: string) => JSON.stringify(objects[type]);
  return {
    'Query.member': `(id: ${idOf('Member')})`,
    'Query.app': `(id: ${idOf('App')})`,
    'Query.materials': `(planId: ${idOf('Plan')}, language: "en")`,
    'Query.caller': `(identification: ${identification})`,
    'Query.complaint': `(complaintId: "${complaint}")`,
    'Query.evidenceExport': `(exportId: "${evidenceExport}")`,
    'Query.webhookDeliveries': `(endpointId: "${webhooks.endpoint}")`,
    'Ledger.entry': `(index: ${disclosure})`,
    'Ledger.inclusionProof': `(index: ${disclosure})`,
    'Ledger.consistencyProof': `(from: 1, to: ${disclosure})`,
    ...Object.fromEntries(
      Object.keys(objects).flatMap((type) => [
        [`Query.node:${type}`, `(id: ${idOf(type)})`],
        [`Query.nodes:${type}`, `(ids: [${idOf(type)}])`],
      ]),
    ),
  };
}
