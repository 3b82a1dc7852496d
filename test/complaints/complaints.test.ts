import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
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
  mutate,
  read,
} from '../kit/graphql.ts';
import { type MailServer, startMailServer } from '../kit/mail-server.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

let server: MailServer;
let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string; partnerId: string };
let [ann, ben] = ['', ''];
const words = 'They told my employer about my unmistakable gallstones.';
const answerWords = 'We have spoken to the clerk about the gallstones.';

beforeAll(async () => {
  server = await startMailServer();
  gateway = await startTestGateway({ SMTP_URL: server.url });
  plan = await makePlan(gateway, { complaintDays: 10, complaintsPhone: '555-0177' });
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
  app = await makeApp(gateway);
});
afterAll(async () => {
  await gateway?.stop();
  await server?.stop();
});

const shape = `complaintId caseNumber memberId kind state text language receivedAt dueAt isOverdue answer answeredAt
  closedAt app { name }`;
const file = (memberId: string, input: Record<string, unknown> = {}) =>
  mutate(
    gateway,
    asMember(memberId),
    'fileComplaint',
    { kind: 'PRIVACY', text: words, language: 'en', ...input },
    `complaint { ${shape} }`,
  );
const filed = async (memberId: string, input: Record<string, unknown> = {}) =>
  (await file(memberId, input)).complaint;
const handle = (as: typeof agent, name: string, complaintId: string, more = {}) =>
  mutate(gateway, as, name, { complaintId, ...more }, `complaint { ${shape} handledBy }`);
const answer = (complaintId: string, as = agent) =>
  handle(as, 'answerComplaint', complaintId, { answer: answerWords });
const one = async (as: typeof agent, id: string) =>
  (
    await read(gateway, as, `query Q($id: UUID!) { complaint(complaintId: $id) { ${shape} } }`, {
      id,
    })
  ).complaint;
const list = async (as: typeof agent, page = '') =>
  (
    await read(
      gateway,
      as,
      `{ complaints${page} { nodes { complaintId state isOverdue } pageInfo { hasNextPage endCursor } } }`,
    )
  ).complaints;
const ids = ({ nodes }: { nodes: { complaintId: string }[] }) =>
  nodes.map(({ complaintId }) => complaintId);
/** Nobody may: its trigger is off for this one statement. */
const dueBefore = (id: string, days: number) =>
  gateway.asAdministrator(`begin; set local session_replication_role = replica;
    update public.complaint set received_at = received_at - interval '30 days',
      due_at = now() - interval '${days} days' where id = '${id}'; commit`);

describe('a member', () => {
  test('files a complaint, with a case number and a day by which it is answered', async () => {
    const complaint = await filed(ann, { kind: 'APP', appId: globalId('App', app.id) });
    expect(complaint).toMatchObject({
      caseNumber: expect.stringMatching(/^C-20\d\d-\d{6}$/),
      kind: 'APP',
      state: 'RECEIVED',
      text: words,
      isOverdue: false,
      answer: null,
      app: { name: `App ${app.partnerId}` },
    });
    const days = (Date.parse(complaint.dueAt) - Date.parse(complaint.receivedAt)) / 86_400_000;
    expect(days).toBe(10);
    expect(await one(asMember(ann), complaint.complaintId)).toEqual(complaint);
    expect((await filed(ann)).caseNumber).not.toBe(complaint.caseNumber);
  });

  test('sees their own, page by page, the newest first, and of another’s as little as of none', async () => {
    const made = [];
    for (let number = 0; number < 3; number += 1) made.unshift((await filed(ben)).complaintId);
    const first = await list(asMember(ben), '(first: 2)');
    const second = await list(asMember(ben), `(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect([...ids(first), ...ids(second)]).toEqual(made);
    expect(ids(await list(asMember(ann)))).not.toContain(made[0]);
    expect(await one(asMember(ann), made[0])).toBeNull();
    expect(await one(asMember(ann), uuidv7())).toBeNull();
  });

  test('who sends the same twice, even at once, files it once', async () => {
    const filingKey = uuidv7();
    const sent = await Promise.all([1, 2, 3].map(() => filed(ann, { filingKey })));
    expect(new Set(sent.map(({ caseNumber }) => caseNumber)).size).toBe(1);
    // The same key of somebody else is another.
    expect((await filed(ben, { filingKey })).caseNumber).not.toBe(sent[0].caseNumber);
    const entries = (await ledgerLeaves(gateway)).filter(
      (leaf) => leaf.complaint === sent[0].complaintId,
    );
    expect(entries).toHaveLength(1);
  });

  test.each([
    [{ text: ' \n ' }, 'INVALID_INPUT', 'input.text'],
    [{ text: 'x'.repeat(5_001) }, 'INVALID_INPUT', 'input.text'],
    [{ filingKey: 'x'.repeat(101) }, 'INVALID_INPUT', 'input.filingKey'],
    [{ language: 'xx' }, 'INVALID_INPUT', 'input.language'],
    [{ appId: globalId('App', uuidv7()) }, 'NOT_FOUND', 'input.appId'],
  ])('is told what to mend: %#', async (input, code, path) => {
    expect(await file(ann, input)).toMatchObject({ code, path });
  });

  test('whom the plan has never imported is told so, and files nothing', async () => {
    const refused = { code: 'NOT_FOUND', path: 'viewer' };
    expect(await file(uuidv7())).toMatchObject(refused);
  });

  test('may use 5,000 characters', async () => {
    expect((await filed(ann, { text: 'ñ'.repeat(5_000) })).text).toHaveLength(5_000);
  });
});

describe('the Member Help Team', () => {
  test('has a queue: what was due first before the rest, marked when it is late', async () => {
    const [late, later, fresh] = [await filed(ann), await filed(ben), await filed(ann)];
    await dueBefore(late.complaintId, 2);
    await dueBefore(later.complaintId, 5);
    const queue = await list(admin, '(first: 100)');
    expect(queue.nodes.slice(0, 2)).toEqual([
      { complaintId: later.complaintId, state: 'RECEIVED', isOverdue: true },
      { complaintId: late.complaintId, state: 'RECEIVED', isOverdue: true },
    ]);
    expect(queue.nodes.at(-1)).toEqual({
      complaintId: fresh.complaintId,
      state: 'RECEIVED',
      isOverdue: false,
    });
    const first = await list(agent, '(first: 1)');
    const next = await list(agent, `(first: 1, after: "${first.pageInfo.endCursor}")`);
    expect([...ids(first), ...ids(next)]).toEqual([later.complaintId, late.complaintId]);
    await answer(later.complaintId);
    await answer(late.complaintId);
    expect(ids(await list(agent, '(first: 100)'))).not.toContain(late.complaintId);
    const answered = await list(agent, '(first: 100, state: ANSWERED)');
    expect(answered.nodes).toContainEqual({
      complaintId: late.complaintId,
      state: 'ANSWERED',
      isOverdue: false,
    });
  });

  test('takes one up once: of two at once one has it, and the other is told', async () => {
    const { complaintId } = await filed(ann);
    const both = await Promise.all(
      [agent, admin].map((as) => handle(as, 'takeComplaint', complaintId)),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'StateConflict',
      'TakeComplaintPayload',
    ]);
    const won = both.find((one) => one.complaint);
    const lost = both.find((one) => one.code);
    expect(won.complaint).toMatchObject({ state: 'IN_PROGRESS' });
    expect(won.complaint.handledBy).toMatch(/^development-/);
    expect(lost.message).toBe('Somebody has taken the complaint already.');
  });

  test('answers once: the member reads it in their account and gets a mail without a word of it', async () => {
    const { complaintId, caseNumber } = await filed(ben, { language: 'es' });
    expect(await handle(agent, 'closeComplaint', complaintId)).toMatchObject({
      code: 'STATE_CONFLICT',
      message: 'The complaint has not been answered yet.',
    });
    const both = await Promise.all([answer(complaintId), answer(complaintId, admin)]);
    expect(both.map(({ code }) => code ?? 'answered').sort()).toEqual([
      'STATE_CONFLICT',
      'answered',
    ]);
    expect(await one(asMember(ben), complaintId)).toMatchObject({
      state: 'ANSWERED',
      answer: answerWords,
    });
    await expect
      .poll(() => server.mails.filter(({ subject }) => subject?.includes(caseNumber)).length, {
        timeout: 15_000,
      })
      .toBe(2);
    const mails = server.mails.filter(({ subject }) => subject?.includes(caseNumber));
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      `Recibimos su queja ${caseNumber}`,
      `Su queja ${caseNumber} tiene respuesta`,
    ]);
    for (const { text, html } of mails) {
      expect(text).toContain('555-0177');
      expect(`${text} ${html}`).not.toMatch(/gallstones|employer|clerk/);
    }
    expect(await handle(agent, 'closeComplaint', complaintId)).toMatchObject({
      complaint: { state: 'CLOSED', answer: answerWords },
    });
    expect(await handle(agent, 'closeComplaint', complaintId)).toMatchObject({
      code: 'STATE_CONFLICT',
    });
    expect(await answer(complaintId)).toMatchObject({ code: 'STATE_CONFLICT' });
  });

  test.each([
    ['', 'INVALID_INPUT'],
    ['x'.repeat(5_001), 'INVALID_INPUT'],
  ])('is told what to mend in an answer: %#', async (text, code) => {
    const { complaintId } = await filed(ann);
    const told = await handle(agent, 'answerComplaint', complaintId, { answer: text });
    expect(told).toMatchObject({ code, path: 'input.answer' });
    expect(await one(asMember(ann), complaintId)).toMatchObject({ state: 'RECEIVED' });
  });

  test('does not find one that there never was', async () => {
    expect(await answer(uuidv7())).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('the ledger has who filed, read, answered and closed it, and not a word of anybody', async () => {
  const { complaintId, caseNumber } = await filed(ann);
  const before = (await ledgerLeaves(gateway)).length;
  await list(agent, '(first: 100)');
  await answer(complaintId);
  await handle(admin, 'closeComplaint', complaintId);
  await one(asMember(ann), complaintId);
  const leaves = await ledgerLeaves(gateway);
  const about = leaves.filter((leaf) => leaf.complaint === complaintId);
  expect(
    about.map(({ kind, member, plan: of, actorKind }) => [kind, member, of, actorKind]),
  ).toEqual([
    ['COMPLAINT_FILED', ann, plan.id, 'MEMBER'],
    ['COMPLAINT_ANSWERED', ann, plan.id, 'AGENT'],
    ['COMPLAINT_CLOSED', ann, plan.id, 'ADMIN'],
  ]);
  const reads = leaves.slice(before).filter(({ kind }) => kind === 'AUDIT_READ');
  expect(reads.map(({ what, actor }) => [what, actor])).toEqual([
    ['complaints', 'development-agent'],
    ['complaints', 'development-agent'],
    ['complaints', 'development-admin'],
  ]);
  expect(reads[0].members).toContain(ann);
  expect(JSON.stringify(leaves)).not.toMatch(/gallstones|employer|clerk/);
  expect(JSON.stringify(leaves)).not.toContain(caseNumber);
});

test('an app, a partner and an auditor get none of it, and nobody else files or handles one', async () => {
  const { complaintId } = await filed(ann, { kind: 'APP', appId: globalId('App', app.id) });
  const mayNot = async (as: typeof agent, query: string) => {
    const { text, body } = await gateway.ask(query, { as });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(text).not.toContain('gallstones');
  };
  for (const as of [asApp(app), asPartner(app), auditor]) {
    await mayNot(as, '{ complaints { nodes { text answer } } }');
    await mayNot(as, `{ complaint(complaintId: "${complaintId}") { text } }`);
  }
  for (const as of [asApp(app), asPartner(app), auditor, asMember(ann)]) {
    await mayNot(
      as,
      `mutation { takeComplaint(input: { complaintId: "${complaintId}" }) { __typename } }`,
    );
    await mayNot(
      as,
      `mutation { answerComplaint(input: { complaintId: "${complaintId}", answer: "No." }) { __typename } }`,
    );
    await mayNot(
      as,
      `mutation { closeComplaint(input: { complaintId: "${complaintId}" }) { __typename } }`,
    );
  }
  for (const as of [asApp(app), asPartner(app), auditor, agent, admin]) {
    await mayNot(
      as,
      'mutation { fileComplaint(input: { kind: OTHER, text: "No.", language: "en" }) { __typename } }',
    );
  }
  await mayNot(asMember(ann), `{ complaint(complaintId: "${complaintId}") { handledBy } }`);
});

test('what was written is not changed, and no complaint is deleted', async () => {
  const { complaintId } = await filed(ann);
  const id = `where id = '${complaintId}'`;
  await answer(complaintId);
  for (const statement of [
    `update complaint set text = 'Nothing.' ${id}`,
    `update complaint set answer = 'Nothing.' ${id}`,
    `update complaint set state = 'IN_PROGRESS', answer = null, answered_at = null ${id}`,
    `update complaint set due_at = due_at + interval '1 day' ${id}`,
    `delete from complaint ${id}`,
    'truncate complaint',
  ]) {
    await expect(gateway.asAdministrator(statement), statement).rejects.toThrow();
  }
  expect(await one(asMember(ann), complaintId)).toMatchObject({ text: words, answer: answerWords });
});
