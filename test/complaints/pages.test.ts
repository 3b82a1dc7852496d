import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { publishMaterial } from '../../src/materials/materials.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { agent, mutate } from '../kit/graphql.ts';
import { hiddenValues, Visitor } from '../kit/visitor.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** A member's pages of questions and complaints, over HTTP. */
let gateway: TestGateway;
let app: { id: string; partnerId: string };
let [ann, ben] = [new Visitor(), new Visitor()];
const password = 'quiet rivers run deep';

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway, {
    complaintsPhone: '555-0177',
    complaintsAddress: '1 Complaints Way',
  });
  for (const [kind, body] of [
    ['FAQ', '# Questions\n\nMay I ask?'],
    ['COMPLAINTS', '# Complaints\n\nThe plan’s own word on complaints.'],
  ] as const) {
    await publishMaterial(gateway.database, 'test', {
      planId: plan.id,
      materialId: `TEST_${kind}`,
      version: 1,
      language: 'en',
      kind,
      translation: 'ORIGINAL',
      title: kind === 'COMPLAINTS' ? 'How to complain' : `Title of ${kind}`,
      body,
    });
  }
  await importResources(gateway, plan, [patient('ann'), patient('ben')]);
  app = await makeApp(gateway);
  await makeGrant(gateway, plan, memberIdOf(plan, 'ann'), app);
  for (const userName of ['ann', 'ben']) {
    await createAccount(gateway.database, {
      memberId: memberIdOf(plan, userName),
      userName,
      password,
    });
  }
  [ann, ben] = [await signedIn('ann'), await signedIn('ben')];
}, 60_000);
afterAll(() => gateway?.stop());

async function signedIn(userName: string): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.post(at('sign-in'), { userName, password });
  return visitor;
}
const at = (path: string) => `${gateway.baseUrl}/account/${path}`;
const form = async (visitor: Visitor) => hiddenValues(await visitor.get(at('complaints/new')));
const send = (visitor: Visitor, hidden: Record<string, string>, more = {}) =>
  visitor.post(at('complaints/new'), {
    ...hidden,
    kind: 'SHARING',
    text: 'My <own> words.',
    ...more,
  });
const filed = async () => {
  const { location } = await send(ann, await form(ann));
  return location?.pathname.split('/').at(-1) ?? '';
};

test('say to whom one can complain: the plan, the Office for Civil Rights and the FTC', async () => {
  const { text } = await ann.get(at('complaints'));
  for (const way of [
    '555-0177',
    '1 Complaints Way',
    '555-0100',
    'privacy@test-plan.example',
    'href="https://ocrportal.hhs.gov/"',
    '200 Independence Avenue',
    'href="https://reportfraud.ftc.gov/"',
    'May I ask?',
    'The plan’s own word on complaints.',
  ]) {
    expect(text).toContain(way);
  }
  const headings = [...text.matchAll(/<(?:h2|summary)[^>]*>([^<]*)</g)].map(([, name]) => name);
  expect(new Set(headings).size).toBe(headings.length);
  const spanish = await ann.get(at('complaints?language=es'));
  expect(spanish.text).toContain('Oficina de Derechos Civiles');
  expect(spanish.text).toContain('Su plan tiene este texto solo en inglés.');
  await ann.get(at('complaints?language=en'));
});

test('take a complaint, and show it to whoever wrote it and to no other member', async () => {
  const { location, status } = await send(ann, await form(ann), { app: app.id });
  expect(status).toBe(303);
  const shown = await ann.get(location ?? '');
  expect(shown.text).toContain('My &lt;own&gt; words.');
  expect(shown.text).toContain(`App ${app.partnerId}`);
  expect(shown.text).toMatch(
    /Its case number is <span class="cg-unbroken">C-\d{4}-\d{6}<\/span>\./,
  );
  const theirs = await ben.get(location ?? '');
  const none = await ben.get(at('complaints/00000000-0000-4000-8000-000000000000?filed'));
  expect([theirs.status, none.status]).toEqual([404, 404]);
  expect(theirs.text).toBe(none.text);
  expect((await ben.get(at(`complaints/${'-'.repeat(36)}`))).status).toBe(404);
  expect((await ben.get(at('complaints'))).text).not.toContain('C-2');
});

test('file one complaint for one form, however often it is sent, and another for the next', async () => {
  const hidden = await form(ann);
  const sent = await Promise.all([send(ann, hidden), send(ann, hidden)]);
  const again = await send(ann, hidden);
  const paths = [...sent, again].map(({ location }) => location?.pathname);
  expect(new Set(paths).size).toBe(1);
  const next = await send(ann, await form(ann));
  expect(next.location?.pathname).not.toBe(paths[0]);
});

test.each([
  [{ text: ' ' }, 'Say what happened.'],
  [{ text: 'é'.repeat(5_001) }, 'It has 5,001 characters. Say it in 5,000 or fewer.'],
  [{ kind: 'RUMOUR' }, 'Choose what it is about.'],
  [{ app: 'none' }, 'Choose an app from the list, or no app.'],
])('say what to mend, and keep what was written: %#', async (more, told) => {
  const { status, text } = await send(ann, await form(ann), more);
  expect(status).toBe(422);
  expect(text).toContain(told);
  expect(text).toContain('text' in more ? more.text.trim() : 'My &lt;own&gt; words.');
});

test('take 5,000 characters of any script, with line ends as forms send them', async () => {
  const text = `${'語'.repeat(2_499)}\r\n`.repeat(2);
  const { status, location } = await send(ann, await form(ann), { text });
  expect(status).toBe(303);
  expect((await ann.get(location ?? '')).text).toContain('語\n語');
});

test('show the answer once there is one', async () => {
  const complaintId = await filed();
  expect((await ann.get(at(`complaints/${complaintId}`))).text).toContain(
    'There is no answer yet.',
  );
  await mutate(
    gateway,
    agent,
    'answerComplaint',
    { complaintId, answer: 'We have looked into it.' },
    'complaint { state }',
  );
  const { text } = await ann.get(at(`complaints/${complaintId}`));
  expect(text).toContain('We have looked into it.');
  expect(text).not.toContain('There is no answer yet.');
});

test('take no form of another site', async () => {
  const hidden = await form(ann);
  const { status } = await ann.post(
    at('complaints/new'),
    { ...hidden, kind: 'OTHER', text: 'Not mine.' },
    { origin: 'https://elsewhere.example' },
  );
  expect(status).toBe(403);
  expect((await ann.get(at('complaints'))).text).not.toContain('Not mine.');
});
