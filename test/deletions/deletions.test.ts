import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { createEndpoint } from '../../src/webhooks/endpoints.ts';
import { revoke } from '../kit/deletions.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  agent,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  ledgerLeaves,
  letTermRunOut,
  mutate,
  read,
} from '../kit/graphql.ts';
import { type MailServer, startMailServer } from '../kit/mail-server.ts';
import { holdHead } from '../kit/sessions.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../kit/webhook-receiver.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let server: MailServer;
let receiver: WebhookReceiver;
let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string; partnerId: string };
let [ann, ben] = ['', ''];
const annTells = { memberNumber: 'M-ann', familyName: 'Family-ann', birthDate: '1970-01-31' };
const explanation = 'We must keep what we billed for.';

beforeAll(async () => {
  server = await startMailServer();
  receiver = await startWebhookReceiver();
  gateway = await startTestGateway({ SMTP_URL: server.url });
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('ben')]);
  [ann, ben] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben')];
  for (const [memberId, userName, language] of [
    [ann, 'ann', 'en'],
    [ben, 'ben', 'es'],
  ] as const) {
    await createAccount(gateway.database, {
      memberId,
      userName,
      password: 'correct horse',
      email: `${userName}@mail.example`,
      emailVerified: true,
      language,
    });
  }
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all([server?.stop(), receiver?.stop()]);
});
beforeEach(async () => {
  app = await makeApp(gateway);
});

const shape = `deletionRequestId grantId memberId state channel requestedAt answerDueAt isOverdue outcome explanation
  acknowledgedAt app { name }`;
const payload = `deletionRequest { ${shape} }`;
const grantFor = (memberId: string) => makeGrant(gateway, plan, memberId, app);
const ended = async (memberId: string) => revoke(gateway, memberId, await grantFor(memberId));
const ask = (memberId: string, grantId: string) =>
  mutate(
    gateway,
    asMember(memberId),
    'requestDeletion',
    { grantId: globalId('Grant', grantId) },
    payload,
  );
const asked = async (memberId: string) =>
  (await ask(memberId, await ended(memberId))).deletionRequest;
const answer = (
  as: typeof agent,
  deletionRequestId: string,
  outcome = 'DELETED',
  words: string | null = null,
) =>
  mutate(
    gateway,
    as,
    'acknowledgeDeletion',
    { deletionRequestId, outcome, explanation: words },
    payload,
  );
const list = async (as: typeof agent, page = '(first: 100)') =>
  (
    await read(
      gateway,
      as,
      `{ deletionRequests${page} { nodes { ${shape} } pageInfo { hasNextPage endCursor } } }`,
    )
  ).deletionRequests;
const ids = ({ nodes }: { nodes: { deletionRequestId: string }[] }) =>
  nodes.map(({ deletionRequestId }) => deletionRequestId);
const about = async (id: string) =>
  (await ledgerLeaves(gateway)).filter(({ deletion }) => deletion === id);
const requests = () => gateway.database.prisma.deletionRequest.count();

describe('a member', () => {
  test('asks an app to delete what it got, and it is asked to answer within 30 days', async () => {
    const grantId = await ended(ann);
    const { deletionRequest } = await ask(ann, grantId);
    expect(deletionRequest).toMatchObject({
      grantId,
      memberId: ann,
      state: 'REQUESTED',
      channel: 'ONLINE',
      isOverdue: false,
      outcome: null,
      explanation: null,
      acknowledgedAt: null,
      app: { name: `App ${app.partnerId}` },
    });
    const { requestedAt, answerDueAt } = deletionRequest;
    expect((Date.parse(answerDueAt) - Date.parse(requestedAt)) / 86_400_000).toBe(30);
    const { node } = await read(
      gateway,
      asMember(ann),
      `query G($id: ID!) { node(id: $id) { ... on Grant { ${payload} } } }`,
      { id: globalId('Grant', grantId) },
    );
    expect(node.deletionRequest).toEqual(deletionRequest);
  });

  test('asks once, however often and from however many places', async () => {
    const grantId = await ended(ann);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(ann, grantId)));
    const all = answers.map((one) => one.deletionRequest.deletionRequestId);
    expect(new Set(all).size).toBe(1);
    expect((await about(all[0])).map(({ kind }) => kind)).toEqual(['DELETION_REQUESTED']);
  });

  test('asks nothing while they share with the app: what is deleted would come again', async () => {
    const standing = await grantFor(ann);
    expect(await ask(ann, standing.id)).toMatchObject({ code: 'STATE_CONFLICT' });
    // The first is superseded now, and they share under the second.
    await grantFor(ann);
    expect(await ask(ann, standing.id)).toMatchObject({ code: 'STATE_CONFLICT' });
    expect((await list(asApp(app))).nodes).toEqual([]);
  });

  test('asks when the term is over, though nobody has ended the grant', async () => {
    const { id } = await grantFor(ann);
    await letTermRunOut(gateway, id);
    expect((await ask(ann, id)).deletionRequest.state).toBe('REQUESTED');
  });

  test('asks for nobody else, and sees nobody else’s', async () => {
    const grantId = await ended(ann);
    expect(await ask(ben, grantId)).toMatchObject({ code: 'NOT_FOUND', path: 'input.grantId' });
    const { deletionRequest } = await ask(ann, grantId);
    expect(ids(await list(asMember(ben)))).not.toContain(deletionRequest.deletionRequestId);
    expect(ids(await list(asMember(ann)))).toContain(deletionRequest.deletionRequestId);
  });

  test('asks by telephone: the agent first makes sure who is calling', async () => {
    const grantId = globalId('Grant', await ended(ann));
    const call = (caller: object) =>
      mutate(gateway, agent, 'requestDeletionForCaller', { grantId, caller }, payload);
    for (const wrong of [{ familyName: 'Nobody' }, { birthDate: '1970-02-01' }]) {
      expect(await call({ ...annTells, ...wrong })).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(
      await call({ ...annTells, memberNumber: 'M-ben', familyName: 'Family-ben' }),
    ).toMatchObject({
      code: 'NOT_FOUND',
      path: 'input.grantId',
    });
    const { deletionRequest } = await call(annTells);
    expect(deletionRequest).toMatchObject({ state: 'REQUESTED', channel: 'PHONE' });
    expect(await about(deletionRequest.deletionRequestId)).toMatchObject([
      { actorKind: 'AGENT', channel: 'PHONE', member: ann },
    ]);
  });
});

describe('an app', () => {
  test('is told by a signed webhook, in ids and times alone', async () => {
    const { partnerId } = app;
    const { secret } = await createEndpoint(
      gateway.database,
      { production: false },
      { partnerId, url: receiver.url, types: ['deletion.requested'] },
    );
    const request = await asked(ann);
    const [got] = await receiver.untilReceived(1);
    const told = new Webhook(secret).verify(got?.body ?? '', {
      'webhook-id': String(got?.headers['webhook-id']),
      'webhook-timestamp': String(got?.headers['webhook-timestamp']),
      'webhook-signature': String(got?.headers['webhook-signature']),
    });
    expect(told).toMatchObject({
      type: 'deletion.requested',
      data: {
        deletionRequestId: request.deletionRequestId,
        grantId: request.grantId,
        appId: app.id,
        memberId: ann,
        requestedAt: request.requestedAt,
        answerDueAt: request.answerDueAt,
      },
    });
  });

  test('finds what waits for its answer, the oldest first, by itself or for its partner', async () => {
    const first = await asked(ann);
    const second = await asked(ben);
    await answer(asApp(app), (await asked(ann)).deletionRequestId);
    for (const as of [asApp(app), asPartner(app)]) {
      const page = await list(as, '(state: REQUESTED, first: 1)');
      expect(ids(page)).toEqual([first.deletionRequestId]);
      const after = JSON.stringify(page.pageInfo.endCursor);
      const next = await list(as, `(state: REQUESTED, first: 1, after: ${after})`);
      expect(ids(next)).toEqual([second.deletionRequestId]);
      expect(next.pageInfo.hasNextPage).toBe(false);
    }
  });

  test('finds with a token for one member that member’s alone', async () => {
    const anns = await asked(ann);
    await asked(ben);
    expect(ids(await list({ kind: 'APP', appId: app.id, memberId: ann }))).toEqual([
      anns.deletionRequestId,
    ]);
  });

  test.each([
    ['itself', () => asApp(app)],
    ['its partner', () => asPartner(app)],
  ])('answers by %s', async (_who, as) => {
    const { deletionRequestId } = await asked(ann);
    expect((await answer(as(), deletionRequestId)).deletionRequest).toMatchObject({
      state: 'ACKNOWLEDGED',
      outcome: 'DELETED',
      explanation: null,
      acknowledgedAt: expect.any(String),
    });
  });

  test('says what it keeps, and why', async () => {
    const { deletionRequestId } = await asked(ann);
    for (const words of [null, '  ', 'x'.repeat(1_001)]) {
      expect(await answer(asApp(app), deletionRequestId, 'KEPT', words)).toMatchObject({
        code: 'INVALID_INPUT',
        path: 'input.explanation',
      });
    }
    await answer(asApp(app), deletionRequestId, 'PARTLY_DELETED', explanation);
    const [seen] = (await list(asMember(ann))).nodes;
    expect(seen).toMatchObject({ deletionRequestId, outcome: 'PARTLY_DELETED', explanation });
  });

  test('answers once: the same again changes nothing, another answer is refused', async () => {
    const { deletionRequestId } = await asked(ann);
    const first = await answer(asApp(app), deletionRequestId, 'KEPT', explanation);
    expect(await answer(asApp(app), deletionRequestId, 'KEPT', explanation)).toEqual(first);
    expect(await answer(asApp(app), deletionRequestId)).toMatchObject({ code: 'STATE_CONFLICT' });
    const kinds = (await about(deletionRequestId)).map(({ kind, outcome }) => [kind, outcome]);
    expect(kinds).toEqual([
      ['DELETION_REQUESTED', undefined],
      ['DELETION_ACKNOWLEDGED', 'KEPT'],
    ]);
  });

  test('of somebody else neither sees nor answers it', async () => {
    const { deletionRequestId } = await asked(ann);
    const other = await makeApp(gateway);
    for (const as of [
      asApp(other),
      asPartner(other),
      { kind: 'APP', appId: app.id, memberId: ben } as const,
    ]) {
      expect((await list(as)).nodes).toEqual([]);
      const refused = await answer(as, deletionRequestId);
      expect(refused).toMatchObject({ code: 'NOT_FOUND' });
      expect(refused).toEqual(await answer(as, uuidv7()));
    }
    expect((await about(deletionRequestId)).length).toBe(1);
  });
});

describe('the member is written to', () => {
  const mailTo = async (name: string, subject: RegExp) => {
    const found = () =>
      server.mails.filter(
        (mail) =>
          [mail.to ?? []].flat()[0]?.text === `${name}@mail.example` &&
          mail.subject?.includes(`App ${app.partnerId}`) &&
          subject.test(mail.subject),
      );
    await expect.poll(() => found().length, { timeout: 15_000, interval: 30 }).toBe(1);
    return found()[0];
  };

  test('in English: that the app was asked, and that it answered; its words stay on the site', async () => {
    const { deletionRequestId } = await asked(ann);
    expect((await mailTo('ann', /^We asked/))?.text).toMatch(
      /asked it to answer by \w+ \d+, \d{4}/,
    );
    await answer(asApp(app), deletionRequestId, 'KEPT', explanation);
    const told = await mailTo('ann', /has answered/);
    expect(told?.text).toContain('says that it keeps what it got');
    expect(told?.text).toContain('you can complain');
    expect(told?.text).not.toContain(explanation);
  });

  test('in Spanish', async () => {
    const { deletionRequestId } = await asked(ben);
    await mailTo('ben', /^Pedimos a/);
    await answer(asApp(app), deletionRequestId);
    expect((await mailTo('ben', /respondió a su solicitud/))?.text).toContain('dice que borró');
  });
});

test('the ledger has who asked and what was answered, and not a word of anybody', async () => {
  const { deletionRequestId, grantId } = await asked(ann);
  await answer(asPartner(app), deletionRequestId, 'KEPT', explanation);
  const common = {
    grant: grantId,
    member: ann,
    plan: plan.id,
    app: app.id,
    partner: app.partnerId,
  };
  expect(await about(deletionRequestId)).toMatchObject([
    { kind: 'DELETION_REQUESTED', actorKind: 'MEMBER', channel: 'ONLINE', ...common },
    { kind: 'DELETION_ACKNOWLEDGED', actorKind: 'PARTNER', outcome: 'KEPT', ...common },
  ]);
  expect(JSON.stringify(await ledgerLeaves(gateway))).not.toContain('billed');
});

test('without the ledger nothing is asked and nobody told', async () => {
  const grantId = await ended(ann);
  const before = [await requests(), await gateway.database.prisma.outboxMail.count()];
  const held = await holdHead(gateway.url);
  const refused = gateway.ask(
    `mutation M($input: RequestDeletionInput!) { requestDeletion(input: $input) { __typename } }`,
    { as: asMember(ann), variables: { input: { grantId: globalId('Grant', grantId) } } },
  );
  expect((await refused).body.errors[0].extensions.code).toBe('LEDGER_UNAVAILABLE');
  await held.release();
  expect([await requests(), await gateway.database.prisma.outboxMail.count()]).toEqual(before);
});

test('the office and auditors see all, what has waited longest first, and each look is an entry', async () => {
  const { deletionRequestId } = await asked(ann);
  await gateway.asAdministrator(`begin; set local session_replication_role = replica;
    update public.deletion_request set requested_at = requested_at - interval '31 days',
      answer_due_at = now() - interval '1 day' where id = '${deletionRequestId}'; commit`);
  for (const as of [agent, admin, auditor]) {
    const before = (await ledgerLeaves(gateway)).length;
    const { nodes } = await list(as, '(state: REQUESTED, first: 100)');
    const all = ids({ nodes });
    expect(all).toEqual([...all].sort());
    const late = nodes.find((one: { isOverdue: boolean }) => one.isOverdue);
    expect(late.deletionRequestId).toBe(deletionRequestId);
    const [look] = (await ledgerLeaves(gateway)).slice(before);
    expect(look).toMatchObject({ kind: 'AUDIT_READ', what: 'deletionRequests' });
    expect(look.members).toContain(ann);
  }
});

test('what was asked and answered is not changed, and no request is deleted', async () => {
  const { deletionRequestId } = await asked(ann);
  const id = `where id = '${deletionRequestId}'`;
  const standing = await makeGrant(gateway, plan, ben, await makeApp(gateway));
  const attempts = [
    `update deletion_request set requested_at = requested_at - interval '1 day' ${id}`,
    `update deletion_request set state = 'ACKNOWLEDGED' ${id}`,
    `update deletion_request set state = 'ACKNOWLEDGED', outcome = 'KEPT', acknowledged_by = 'x',
       acknowledged_at = now() ${id}`,
    `insert into deletion_request (id, grant_id, channel, requested_by, requested_at, answer_due_at)
       values (gen_random_uuid(), '${standing.id}', 'ONLINE', 'x', now(), now() + interval '1 day')`,
    `delete from deletion_request ${id}`,
    'truncate deletion_request',
  ];
  for (const statement of attempts) {
    await expect(gateway.asAdministrator(statement), statement).rejects.toThrow();
  }
  await answer(asApp(app), deletionRequestId);
  await expect(
    gateway.asAdministrator(
      `update deletion_request set outcome = 'KEPT', explanation = 'x' ${id}`,
    ),
  ).rejects.toThrow();
});
