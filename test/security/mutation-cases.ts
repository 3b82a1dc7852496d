import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { setAppClient } from '../../src/apps/app-client.ts';
import { changeAppState } from '../../src/apps/app-state.ts';
import { publicKeySet } from '../../src/apps/public-keys.ts';
import { changeRedirectUris } from '../../src/apps/redirect-uris.ts';
import { consentableLabels } from '../../src/consent/vocabulary.ts';
import { sendTest } from '../../src/webhooks/deliveries.ts';
import { createEndpoint } from '../../src/webhooks/endpoints.ts';
import { makeAnsweredComplaint, makeComplaint } from '../kit/complaints.ts';
import { revoke as endByMember, makeDeletionRequest } from '../kit/deletions.ts';
import type { TestGateway } from '../kit/gateway.ts';
import { makeDeadMail } from '../kit/mail-server.ts';
import { globalId, nobodysId } from '../kit/operations.ts';
import { materialIds } from '../kit/signing.ts';
import { makeApp, makeGrant } from '../kit/world.ts';
import type { Kind } from './access-table.ts';
import type { OneOfEach } from './one-of-each.ts';

/** A mutation, with an input that leads to one type of its result. */
export type MutationCase = {
  readonly name: string;
  readonly to: string;
  readonly kind: Kind;
  /** Who else does the same. */
  readonly also: readonly Kind[];
  /** As GraphQL literal. Made anew for each try, for it takes effect. */
  input(): Promise<string>;
};

const questions = [
  'sellsData',
  'sharesWithThirdParties',
  'howDataIsUsed',
  'canLimitUse',
  'canRemoveAccess',
  'deletionPolicy',
  'tellsOfPrivacyChanges',
  'collectsDeviceData',
  'security',
  'canCorrectData',
  'complaintsProcess',
];
const newKey = async () => {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(publicKey)), kid: 'a' };
};
const answers = `{ ${questions.map((one) => `${one}: { answer: NO, detail: "" }`).join(' ')} }`;

/** For every mutation its payload, and each error that its callers can meet. */
export function mutationCases(gateway: TestGateway, world: OneOfEach): readonly MutationCase[] {
  const { plan, memberId, app, identification } = world;
  const idOf = (type: string, id: string) => JSON.stringify(globalId(type, id));
  const nobodys = (type: string) => JSON.stringify(nobodysId(type));
  const ownApp = idOf('App', app.id);
  const newApp = async () => idOf('App', (await makeApp(gateway)).id);
  const newGrant = async () =>
    idOf('Grant', (await makeGrant(gateway, plan, memberId, await makeApp(gateway))).id);
  const endedGrant = JSON.stringify(world.objects['Grant']);
  const signing = async (app: string, more: string) =>
    `{ appId: ${app}, language: "en", signature: "Ann", ${more},
       readMaterialIds: ${JSON.stringify(await materialIds(gateway, plan, memberId))} }`;
  const registering = (name: string) =>
    `{ name: ${JSON.stringify(name)}, kind: THIRD_PARTY_APP, redirectUris: ["https://a.example/b"], answers: ${answers} }`;
  const caller = `caller: ${identification}, reason: "x"`;
  const of =
    (kind: Kind, name: string, also: readonly Kind[] = []) =>
    (to: string, input: () => Promise<string> | string): MutationCase => ({
      kind,
      also,
      name,
      to,
      input: async () => input(),
    });
  const sign = of('MEMBER', 'signGrant');
  const revoke = of('MEMBER', 'revokeGrant');
  const revokeFor = of('AGENT', 'revokeGrantForCaller');
  const register = of('PARTNER', 'registerApp');
  const attest = of('PARTNER', 'attestApp');
  const update = of('PARTNER', 'updateApp');
  const setClient = of('PARTNER', 'setAppClient');
  const revokeSecret = of('PARTNER', 'revokeFormerSecret');
  const approve = of('ADMIN', 'approveApp');
  const refuse = of('ADMIN', 'refuseApp');
  const approveUris = of('ADMIN', 'approveRedirectUris');
  const approveClient = of('ADMIN', 'approveAppClient');
  const operations = of('PARTNER', 'registerOperations');
  const suspend = of('ADMIN', 'suspendApp');
  const evidence = of('AUDITOR', 'exportEvidence');
  const retry = of('ADMIN', 'retryMail');
  const complain = of('MEMBER', 'fileComplaint');
  const take = of('AGENT', 'takeComplaint', ['ADMIN']);
  const answer = of('AGENT', 'answerComplaint', ['ADMIN']);
  const close = of('AGENT', 'closeComplaint', ['ADMIN']);
  const complaining = (text: string) => `{ kind: OTHER, text: "${text}", language: "en"`;
  const newComplaint = async () => `complaintId: "${await makeComplaint(gateway, memberId)}"`;
  const answered = async () => `complaintId: "${await makeAnsweredComplaint(gateway, memberId)}"`;
  const noComplaint = 'complaintId: "0b1d5c2e-0000-4000-8000-000000000000"';
  const requestDeletion = of('MEMBER', 'requestDeletion');
  const requestDeletionFor = of('AGENT', 'requestDeletionForCaller');
  const acknowledge = of('APP', 'acknowledgeDeletion', ['PARTNER']);
  const revokedGrant = async () =>
    idOf(
      'Grant',
      await endByMember(
        gateway,
        memberId,
        await makeGrant(gateway, plan, memberId, await makeApp(gateway)),
      ),
    );
  /** Of a grant that another follows, so that the app reads as before. */
  const newDeletion = async () => {
    const everything = { labels: consentableLabels, includeUndated: true };
    const { id } = await makeGrant(gateway, plan, memberId, app, everything);
    await makeGrant(gateway, plan, memberId, app, everything);
    return `deletionRequestId: "${await makeDeletionRequest(gateway, id)}"`;
  };
  const makeEndpoint = of('PARTNER', 'createWebhookEndpoint');
  const rotate = of('PARTNER', 'rotateWebhookSecret');
  const deleteOne = of('PARTNER', 'deleteWebhookEndpoint');
  const replay = of('PARTNER', 'replayWebhookDelivery');
  const sendOne = of('PARTNER', 'sendTestWebhook');
  const { partnerId } = app;
  /** A partner has ten at most: all but those of the world make room. */
  const newEndpoint = async () => {
    const kept = [world.webhooks.spare, world.webhooks.endpoint];
    await gateway.asAdministrator('delete from webhook_endpoint where id <> all ($1::uuid[])', [
      kept,
    ]);
    const url = 'http://127.0.0.1:9/';
    const rules = { production: false };
    return (await createEndpoint(gateway.database, rules, { partnerId, url, types: [] })).id;
  };
  const goneEndpoint = async () => {
    const id = await newEndpoint();
    const { id: delivery } = await sendTest(gateway.database, { id, partnerId });
    await gateway.asAdministrator(`update webhook_endpoint set state = 'GONE' where id = $1`, [id]);
    return { id, delivery };
  };
  const nobody = '"0b1d5c2e-0000-4000-8000-000000000000"';
  const formerSecret = (appId: string, hours: number) =>
    gateway.asAdministrator(
      `insert into public.app_client (app_id, authentication, secret_hash, former_secret_hash, former_secret_until)
        select $1, 'SECRET', sha256('a'), sha256('b'), now() + make_interval(hours => $2)
        on conflict (app_id) do update set authentication = 'SECRET', secret_hash = excluded.secret_hash,
          former_secret_hash = excluded.former_secret_hash, former_secret_until = excluded.former_secret_until`,
      [appId, hours],
    );
  const underWay = (state: string) =>
    gateway.asAdministrator(
      `update evidence_export set state = '${state}', lease_until = now() + interval '1 hour'`,
    );
  return [
    sign('SignGrantPayload', async () => signing(await newApp(), 'categories: [CLAIMS]')),
    sign('InvalidInput', async () => signing(await newApp(), 'categories: []')),
    sign('NotFound', () => signing(nobodys('App'), 'categories: [CLAIMS]')),
    sign('PolicyRefusal', () => signing(ownApp, 'categories: [CLAIMS], termDays: 9999')),
    revoke('RevokeGrantPayload', async () => `{ grantId: ${await newGrant()} }`),
    revoke('StateConflict', () => `{ grantId: ${endedGrant} }`),
    revokeFor(
      'RevokeGrantForCallerPayload',
      async () => `{ grantId: ${await newGrant()}, ${caller} }`,
    ),
    revokeFor('NotFound', () => `{ grantId: ${nobodys('Grant')}, ${caller} }`),
    revokeFor('StateConflict', () => `{ grantId: ${endedGrant}, ${caller} }`),
    revokeFor('InvalidInput', () => `{ grantId: ${endedGrant}, ${caller.replace('"x"', '" "')} }`),
    register('RegisterAppPayload', () => registering(`App ${crypto.randomUUID()}`)),
    register('InvalidInput', () => registering('')),
    attest('AttestAppPayload', () => `{ appId: ${ownApp}, answers: ${answers} }`),
    attest('NotFound', () => `{ appId: ${nobodys('App')}, answers: ${answers} }`),
    update('UpdateAppPayload', () => `{ appId: ${ownApp}, redirectUris: ["https://a.example/b"] }`),
    update('InvalidInput', () => `{ appId: ${ownApp}, redirectUris: ["b"] }`),
    update('NotFound', () => `{ appId: ${nobodys('App')}, redirectUris: [] }`),
    // A key, which waits: a secret would let go of the one that waits in this world.
    setClient('SetAppClientPayload', async () => {
      const keys = JSON.stringify({ keys: [await newKey()] });
      return `{ appId: ${ownApp}, authentication: PRIVATE_KEY, publicKeys: ${JSON.stringify(keys)} }`;
    }),
    setClient('InvalidInput', () => `{ appId: ${ownApp}, authentication: PRIVATE_KEY }`),
    setClient('NotFound', () => `{ appId: ${nobodys('App')}, authentication: NONE }`),
    revokeSecret('RevokeFormerSecretPayload', async () => {
      await formerSecret(app.id, 1);
      return `{ appId: ${ownApp} }`;
    }),
    revokeSecret('StateConflict', async () => {
      await formerSecret(app.id, -1);
      return `{ appId: ${ownApp} }`;
    }),
    revokeSecret('NotFound', () => `{ appId: ${nobodys('App')} }`),
    operations(
      'RegisterOperationsPayload',
      () => `{ appId: ${ownApp}, documents: ["query Own { viewer { kind } }"] }`,
    ),
    operations('InvalidInput', () => `{ appId: ${ownApp}, documents: [] }`),
    operations(
      'NotFound',
      () => `{ appId: ${nobodys('App')}, documents: ["query Q { __typename }"] }`,
    ),
    suspend(
      'SuspendAppPayload',
      async () => `{ appId: ${await newApp()}, risk: MALWARE, securityRisk: "x" }`,
    ),
    suspend(
      'InvalidInput',
      async () => `{ appId: ${await newApp()}, risk: MALWARE, securityRisk: "" }`,
    ),
    refuse('RefuseAppPayload', async () => {
      const { id } = await makeApp(gateway);
      const by = { actor: 'test', actorKind: 'ADMIN' };
      await changeAppState(gateway.database, by, id, { state: 'PENDING' });
      return `{ appId: ${idOf('App', id)}, risk: MALWARE, securityRisk: "x" }`;
    }),
    refuse('StateConflict', () => `{ appId: ${ownApp}, risk: MALWARE, securityRisk: "x" }`),
    refuse('InvalidInput', () => `{ appId: ${ownApp}, risk: MALWARE, securityRisk: "" }`),
    refuse('NotFound', () => `{ appId: ${nobodys('App')}, risk: MALWARE, securityRisk: "x" }`),
    approveUris('ApproveRedirectUrisPayload', async () => {
      const added = await makeApp(gateway);
      await changeRedirectUris(gateway.database, { actor: 'test', actorKind: 'PARTNER' }, added, [
        'https://new.example/b',
      ]);
      return `{ appId: ${idOf('App', added.id)}, redirectUris: ["https://new.example/b"] }`;
    }),
    approveUris('InvalidInput', () => `{ appId: ${ownApp}, redirectUris: ["https://no.example"] }`),
    approveUris('NotFound', () => `{ appId: ${nobodys('App')}, redirectUris: [] }`),
    approveClient('ApproveAppClientPayload', async () => {
      const added = await makeApp(gateway);
      const by = { actor: 'test', actorKind: 'PARTNER' };
      const key = await newKey();
      await setAppClient(gateway.database, by, added, {
        authentication: 'PRIVATE_KEY',
        publicKeys: publicKeySet.parse({ keys: [key] }),
      });
      return `{ appId: ${idOf('App', added.id)}, thumbprints: ["${await calculateJwkThumbprint(key)}"] }`;
    }),
    approveClient('InvalidInput', () => `{ appId: ${ownApp}, thumbprints: ["none"] }`),
    approveClient('NotFound', () => `{ appId: ${nobodys('App')}, thumbprints: [] }`),
    evidence('ExportEvidencePayload', async () => {
      await underWay('FAILED');
      return `{ memberId: "${memberId}" }`;
    }),
    evidence('InvalidInput', () => '{}'),
    evidence('NotFound', async () => {
      await underWay('FAILED');
      return '{ memberId: "0b1d5c2e-0000-4000-8000-000000000000" }';
    }),
    evidence('StateConflict', async () => {
      await gateway.asAdministrator(
        `insert into evidence_export (id, auditor)
          select gen_random_uuid(), auditor from evidence_export cross join generate_series(1, 5)`,
      );
      await underWay('RUNNING');
      return `{ memberId: "${memberId}" }`;
    }),
    retry('RetryMailPayload', async () => `{ mailId: "${await makeDeadMail(gateway)}" }`),
    retry('NotFound', () => '{ mailId: "0b1d5c2e-0000-4000-8000-000000000000" }'),
    retry(
      'StateConflict',
      async () => `{ mailId: "${await makeDeadMail(gateway, 'VERIFY_EMAIL')}" }`,
    ),
    complain('FileComplaintPayload', () => `${complaining('No.')} }`),
    complain('InvalidInput', () => `${complaining('')} }`),
    complain('NotFound', () => `${complaining('No.')}, appId: ${nobodys('App')} }`),
    take('TakeComplaintPayload', async () => `{ ${await newComplaint()} }`),
    take('NotFound', () => `{ ${noComplaint} }`),
    take('StateConflict', async () => `{ ${await answered()} }`),
    answer('AnswerComplaintPayload', async () => `{ ${await newComplaint()}, answer: "Yes." }`),
    answer('InvalidInput', () => `{ ${noComplaint}, answer: "" }`),
    answer('NotFound', () => `{ ${noComplaint}, answer: "Yes." }`),
    answer('StateConflict', async () => `{ ${await answered()}, answer: "Yes." }`),
    close('CloseComplaintPayload', async () => `{ ${await answered()} }`),
    close('NotFound', () => `{ ${noComplaint} }`),
    close('StateConflict', async () => `{ ${await newComplaint()} }`),
    requestDeletion('RequestDeletionPayload', async () => `{ grantId: ${await revokedGrant()} }`),
    requestDeletion('NotFound', () => `{ grantId: ${nobodys('Grant')} }`),
    requestDeletion('StateConflict', async () => `{ grantId: ${await newGrant()} }`),
    requestDeletionFor(
      'RequestDeletionForCallerPayload',
      async () => `{ grantId: ${await revokedGrant()}, caller: ${identification} }`,
    ),
    requestDeletionFor(
      'NotFound',
      () => `{ grantId: ${nobodys('Grant')}, caller: ${identification} }`,
    ),
    requestDeletionFor(
      'StateConflict',
      async () => `{ grantId: ${await newGrant()}, caller: ${identification} }`,
    ),
    acknowledge(
      'AcknowledgeDeletionPayload',
      async () => `{ ${await newDeletion()}, outcome: DELETED }`,
    ),
    acknowledge('InvalidInput', async () => `{ ${await newDeletion()}, outcome: KEPT }`),
    acknowledge('NotFound', () => `{ deletionRequestId: ${nobody}, outcome: DELETED }`),
    acknowledge('StateConflict', async () => {
      await gateway.asAdministrator(
        `update deletion_request set state = 'ACKNOWLEDGED', outcome = 'DELETED', acknowledged_by = 'x',
           acknowledged_at = now() where id = $1 and state = 'REQUESTED'`,
        [world.deletionRequest],
      );
      return `{ deletionRequestId: "${world.deletionRequest}", outcome: KEPT, explanation: "x" }`;
    }),
    makeEndpoint('CreateWebhookEndpointPayload', async () => {
      await newEndpoint();
      return '{ url: "http://127.0.0.1:9/" }';
    }),
    makeEndpoint('InvalidInput', () => '{ url: "http://partner.example/" }'),
    rotate(
      'RotateWebhookSecretPayload',
      async () => `{ endpointId: "${await newEndpoint()}", overlapHours: 1 }`,
    ),
    rotate(
      'InvalidInput',
      async () => `{ endpointId: "${await newEndpoint()}", overlapHours: 25 }`,
    ),
    rotate('NotFound', () => `{ endpointId: ${nobody} }`),
    deleteOne(
      'DeleteWebhookEndpointPayload',
      async () => `{ endpointId: "${await newEndpoint()}" }`,
    ),
    deleteOne('NotFound', () => `{ endpointId: ${nobody} }`),
    replay('ReplayWebhookDeliveryPayload', () => `{ deliveryId: "${world.webhooks.delivery}" }`),
    replay('StateConflict', async () => `{ deliveryId: "${(await goneEndpoint()).delivery}" }`),
    replay('NotFound', () => `{ deliveryId: ${nobody} }`),
    sendOne('SendTestWebhookPayload', async () => `{ endpointId: "${await newEndpoint()}" }`),
    sendOne('StateConflict', async () => `{ endpointId: "${(await goneEndpoint()).id}" }`),
    sendOne('NotFound', () => `{ endpointId: ${nobody} }`),
    approve('NotFound', () => `{ appId: ${nobodys('App')}, version: 1 }`),
    approve('StateConflict', () => `{ appId: ${ownApp}, version: 1 }`),
    approve('ApproveAppPayload', async () => {
      const { id } = await makeApp(gateway);
      const by = { actor: 'test', actorKind: 'ADMIN' };
      const denial = { risk: 'MALWARE', reason: 'x' } as const;
      const { version } = await changeAppState(gateway.database, by, id, {
        state: 'SUSPENDED',
        denial,
      });
      return `{ appId: ${idOf('App', id)}, version: ${version} }`;
    }),
  ];
}
