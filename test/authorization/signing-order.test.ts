import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attestApp } from '../../src/apps/attest-app.ts';
import { answers as storedAnswers } from '../../src/apps/attestation.ts';
import { categories } from '../../src/consent/vocabulary.ts';
import { publishMaterial } from '../../src/materials/materials.ts';
import { buttons, hiddenValues, type Visited, Visitor } from '../kit/visitor.ts';
import { consentTemplate } from '../kit/world.ts';
import {
  answersTo,
  arrive,
  type OAuthWorld,
  requestOf,
  startOAuthWorld,
} from './kit/oauth-world.ts';

let world: OAuthWorld;
let version = 1;
beforeAll(async () => {
  world = await startOAuthWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.gateway.asAdministrator('delete from material_reading'));

/** Goes on until a page asks for this. */
async function comeTo(visitor: Visitor, wanted: 'share' | 'read' | 'sign'): Promise<Visited> {
  let page = await arrive(visitor, requestOf(world, world.browserApp));
  for (let steps = 0; steps < 8; steps += 1) {
    // A consent of the test before may stand.
    const answers = { ...answersTo(page) };
    if (buttons(page).includes('anew')) answers['do'] = 'anew';
    if (buttons(page)[0] === wanted) return page;
    page = await visitor.follow(await visitor.post(page.url, answers));
  }
  throw new Error(`no page to ${wanted}: ${page.text}`);
}

const signed = () =>
  world.gateway.database.prisma.grant.count({ where: { appId: world.browserApp.id } });
const active = () =>
  world.gateway.database.prisma.grant.count({
    where: { appId: world.browserApp.id, state: 'ACTIVE' },
  });

describe('whatever order forms are sent in, nothing is signed', () => {
  test.each(['share', 'read'] as const)('while the member is asked to %s', async (step) => {
    const { seen } = hiddenValues(await comeTo(new Visitor(), 'sign'));
    await world.gateway.asAdministrator('delete from material_reading');
    const before = await signed();
    const visitor = new Visitor();
    const page = await comeTo(visitor, step);
    const form = { do: 'sign', agree: 'yes', signature: 'A. Family', seen: seen ?? '' };
    const answer = await visitor.follow(await visitor.post(page.url, form));
    expect(buttons(answer)[0]).toBe(step);
    expect(await signed()).toBe(before);
  });

  test('without a name, and without agreeing', async () => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const before = await signed();
    for (const [name, value] of [
      ['agree', 'no'],
      ['signature', ' '],
    ] as const) {
      const answer = await visitor.post(page.url, { ...answersTo(page), [name]: value });
      expect(answer.status).toBe(422);
    }
    expect(await signed()).toBe(before);
  });
});

describe('where members choose, an app begins with the kinds of data that it asks for', () => {
  const policy = (granularity: string) =>
    world.gateway.asAdministrator(`update plan set granularity = '${granularity}'`);
  beforeAll(() => policy('BY_CATEGORY_AND_LABEL'));
  afterAll(() => policy('ALL_OR_NOTHING'));

  test.each([
    ['patient/*.rs', categories],
    ['patient/Observation.rs', ['CLINICAL']],
    ['patient/Patient.rs patient/Coverage.rs', ['DEMOGRAPHICS', 'COVERAGE']],
    // Money stands on claims.
    ['patient/ExplanationOfBenefit.rs', ['CLAIMS', 'PAYMENTS', 'PHARMACY']],
  ])('%s: %j', async (scope, ticked) => {
    const visitor = new Visitor();
    const more = { scope: `openid launch/patient ${scope}` };
    let page = await arrive(visitor, requestOf(world, world.browserApp, more));
    for (let steps = 0; buttons(page)[0] !== 'share' && steps < 4; steps += 1) {
      const answers = answersTo(page);
      if (buttons(page).includes('anew')) answers['do'] = 'anew';
      page = await visitor.follow(await visitor.post(page.url, answers));
    }
    const found = [...page.text.matchAll(/<input[^>]*name="categories"[^>]*>/g)]
      .filter(([input]) => input.includes('checked'))
      .map(([input]) => /value="(\w+)"/.exec(input)?.[1]);
    expect(found).toEqual(ticked);
  });
});

describe('a form that is not filled in', () => {
  test('says at once all that is missing, at each field and with a link to it', async () => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const { text, status } = await visitor.post(page.url, {
      ...hiddenValues(page),
      do: 'sign',
      signature: '',
    });
    expect(status).toBe(422);
    for (const field of ['agree-yes', 'signature']) {
      expect(text).toContain(`href="#${field}"`);
      expect(text).toMatch(
        new RegExp(`<input[^>]* id="${field}"[^>]*${field}-error"[^>]* aria-invalid="true"`),
      );
    }
    expect(text).toContain('Correct 2 things');
  });

  test('keeps what was filled in', async () => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const unsigned = await visitor.post(page.url, { ...answersTo(page), signature: '' });
    expect(unsigned.text).toMatch(/id="agree-yes"[^>]* checked=""/);
    const disagreed = await visitor.post(page.url, { ...answersTo(page), agree: 'no' });
    expect(disagreed.text).toContain('value="A. Family"');
  });
});

describe('a signature without the family name on record', () => {
  test('is asked back once, and taken when it is sent again', async () => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const before = await signed();
    const first = await visitor.post(page.url, { ...answersTo(page), signature: 'Q T' });
    expect(first.status).toBe(422);
    expect(first.text).toContain('Your family name on record is not in this name.');
    // Nothing of the record is on the page: it would have to stand in the ledger first.
    expect(first.text).not.toContain('Family-ann');
    expect(await signed()).toBe(before);
    // Another name is another question.
    const other = await visitor.post(page.url, { ...answersTo(first), signature: 'Z' });
    expect(other.status).toBe(422);
    const kept = await visitor.post(page.url, { ...answersTo(first), signature: 'Q T' });
    expect(kept.status).toBe(303);
    const { signature } = await world.gateway.database.prisma.grant.findFirstOrThrow({
      where: { appId: world.browserApp.id },
      orderBy: { id: 'desc' },
    });
    expect(signature).toBe('Q T');
  });

  test.each(['Ann FAMILY-ANN', 'ann family ann', 'Ann Fámily', 'Família Ann'])(
    'is not what %j is',
    async (signature) => {
      const visitor = new Visitor();
      const page = await comeTo(visitor, 'sign');
      const answer = await visitor.post(page.url, { ...answersTo(page), signature });
      expect(answer.status).toBe(303);
    },
  );
});

describe('what has changed since a member saw it is not signed unseen:', () => {
  const publish = (kind: 'EDUCATION' | 'CONSENT_DOCUMENT') =>
    publishMaterial(world.gateway.database, 'test', {
      planId: world.plan.id,
      materialId: `TEST_${kind}`,
      version: ++version,
      language: 'en',
      kind,
      translation: 'ORIGINAL',
      title: kind,
      body: `${version}: ${consentTemplate}`,
    });

  test.each([
    ['the text that is signed', () => publish('CONSENT_DOCUMENT')],
    [
      'whom the plan lets one call',
      () => world.gateway.asAdministrator("update plan set support_phone = support_phone || '1'"),
    ],
    [
      'for how long one may share',
      () =>
        world.gateway.asAdministrator('update plan set maximum_term_days = maximum_term_days - 1'),
    ],
  ])('%s', async (_what, change) => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const before = await signed();
    await change();
    const answer = await visitor.post(page.url, answersTo(page));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('has changed since you saw it');
    expect(await signed()).toBe(before);
    // Once it was seen, it can be signed.
    const end = await visitor.follow(await visitor.post(page.url, answersTo(answer)));
    expect(end.location?.searchParams.get('code')).toBeTruthy();
    expect(await signed()).toBe(before + 1);
  });

  test('a text to be read, which is read first', async () => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const before = await signed();
    await publish('EDUCATION');
    const answer = await visitor.follow(await visitor.post(page.url, answersTo(page)));
    expect(buttons(answer)[0]).toBe('read');
    expect(answer.text).toContain(`${version}: `);
    expect(await signed()).toBe(before);
  });
});

test('what the app answers otherwise by then is shown first, and the choices are made anew', async () => {
  const { prisma } = world.gateway.database;
  const app = world.browserApp;
  const visitor = new Visitor();
  const page = await comeTo(visitor, 'sign');
  const before = await signed();
  const { partnerId } = await prisma.app.findUniqueOrThrow({ where: { id: app.id } });
  const first = await prisma.appAttestation.findFirstOrThrow({ where: { appId: app.id } });
  const answers = storedAnswers.parse(first.answers);
  await attestApp(
    world.gateway.database,
    { actor: partnerId, actorKind: 'PARTNER' },
    { id: app.id, partnerId },
    {
      answers: { ...answers, sellsData: { answer: 'YES', detail: 'To whoever pays.' } },
      privacyPolicyUrl: first.privacyPolicyUrl,
    },
  );
  const answer = await visitor.follow(await visitor.post(page.url, answersTo(page)));
  expect(buttons(answer)[0]).toBe('share');
  expect(answer.text).toContain('To whoever pays.');
  expect(await signed()).toBe(before);
});

test('a form that is sent twice is signed once, and both times leads on', async () => {
  const visitor = new Visitor();
  const page = await comeTo(visitor, 'sign');
  const before = await signed();
  const form = answersTo(page);
  const both = await Promise.all([1, 2].map(() => visitor.post(page.url, form)));
  for (const { status } of both) expect(status).toBe(303);
  expect(await signed()).toBe(before + 1);
  expect(await active()).toBe(1);
});

test('two tabs at once leave one consent', async () => {
  const visitor = new Visitor();
  const page = await comeTo(visitor, 'sign');
  const both = await Promise.all([1, 2].map(() => visitor.post(page.url, answersTo(page))));
  for (const { status } of both) expect(status).toBeLessThan(500);
  expect(await active()).toBe(1);
});

test.each([
  [
    'in a group to which the plan does not offer it',
    'line_of_business',
    'GROUP',
    'STANDARD',
    'line of business',
  ],
  ['no longer covered', 'effective_until', '2020-12-31', null, 'coverage with'],
])('who is by then %s signs nothing', async (_who, column, value, before, told) => {
  const visitor = new Visitor();
  const page = await comeTo(visitor, 'sign');
  const count = await signed();
  const set = (to: string | null) =>
    world.gateway.asAdministrator(`update member set ${column} = $1 where id = $2`, [
      to,
      world.ann,
    ]);
  await set(value);
  const answer = await visitor.post(page.url, answersTo(page));
  await set(before);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain(told);
  expect(await signed()).toBe(count);
});

describe('a form that was filled in for a text that is no longer the same', () => {
  test('says so first, also where something is missing', async () => {
    const visitor = new Visitor();
    const page = await comeTo(visitor, 'sign');
    const answers = { ...answersTo(page), seen: 'another', signature: '' };
    const { status, text } = await visitor.post(page.url, answers);
    expect(status).toBe(422);
    expect(text).toContain('has changed since you saw it');
    expect(text).not.toMatch(/id="agree-yes"[^>]* checked=""/);
  });
});

test('a name that is too long to be written down is told as that', async () => {
  const visitor = new Visitor();
  const page = await comeTo(visitor, 'sign');
  const before = await signed();
  const signature = `${'A '.repeat(120)}Family`;
  const { status, text } = await visitor.post(page.url, { ...answersTo(page), signature });
  expect(status).toBe(422);
  expect(text).toContain('200 characters at most');
  expect(await signed()).toBe(before);
});
