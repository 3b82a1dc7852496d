import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { publishMaterial } from '../../src/materials/materials.ts';
import { startBrowser } from '../kit/browser.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember } from '../kit/graphql.ts';
import { consentTemplate, importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

/** Members who read Spanish, of plans whose texts are not all in Spanish. */
let gateway: TestGateway;
let browser: Browser;
let app: { id: string };
const password = 'quiet rivers run deep';
const callback = 'http://127.0.0.1:9/callback';

beforeAll(async () => {
  [gateway, browser] = await Promise.all([startTestGateway(), startBrowser()]);
  app = await makeApp(gateway, 'THIRD_PARTY_APP', [callback]);
  await gateway.database.prisma.appClient.create({
    data: { appId: app.id, authentication: 'NONE' },
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

/** A member of a plan of their own with these languages. */
async function member(name: string, languages: readonly string[]) {
  const plan = await makePlan(gateway, { languages });
  await importResources(gateway, plan, [patient(name)]);
  const memberId = memberIdOf(plan, name);
  await createAccount(gateway.database, { memberId, userName: name, password });
  return { plan, memberId };
}

const publish = (
  plan: { id: string },
  kind: 'EDUCATION' | 'CONSENT_DOCUMENT',
  translation: 'HUMAN_REVIEWED' | 'MACHINE',
) =>
  publishMaterial(gateway.database, 'test', {
    planId: plan.id,
    materialId: `TEST_${kind}`,
    version: 1,
    language: 'es',
    kind,
    translation,
    title: `${kind} en español`,
    body: kind === 'EDUCATION' ? 'Lea esto.' : consentTemplate.replace(' shares ', ' comparte '),
  });

/** Comes to the page on which to choose, in a Spanish browser. */
async function visit(userName: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'es-US' })).newPage();
  const url = new URL(`${gateway.baseUrl}/oauth/authorize`);
  url.search = `${new URLSearchParams({
    client_id: app.id,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid fhirUser launch/patient patient/*.rs',
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'state-of-the-app',
    aud: gateway.baseUrl,
  })}`;
  await page.goto(url.href);
  await page.getByLabel('Nombre de usuario').fill(userName);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
  return page;
}

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
const mainText = (page: Page) => page.locator('main').innerText();

async function signHere(page: Page): Promise<void> {
  await page.getByLabel('Lo he leído y estoy de acuerdo.').check();
  await page.getByLabel('Su nombre completo').fill('Ana Family');
  const answered = page.waitForRequest((request) => request.url().startsWith(callback));
  await press(page, 'Firmar y compartir');
  expect(new URL((await answered).url()).searchParams.get('code')).toBeTruthy();
}

const signedBy = async (memberId: string) => {
  const { body } = await gateway.ask('{ grants { nodes { document } } }', {
    as: asMember(memberId),
  });
  const [grant] = body.data.grants.nodes;
  const kept = await gateway.database.prisma.grant.findFirstOrThrow({ where: { memberId } });
  return { document: grant.document as string, language: kept.language };
};

describe('a member who reads Spanish', () => {
  test.each([
    ['has no Spanish', ['en']],
    ['wants Spanish and has no texts in it yet', ['en', 'es']],
  ])(
    'signs in English in Spanish pages where their plan %s',
    async (_what, languages) => {
      const name = `ana${languages.length}`;
      const { memberId } = await member(name, languages);
      const page = await visit(name);
      await press(page, 'Continuar');
      expect(await page.locator('html').getAttribute('lang')).toBe('es');
      expect(await mainText(page)).toContain('Su plan tiene este texto solo en inglés.');
      expect(await page.locator('[lang=en]').getByText('Read this.').count()).toBe(1);
      await press(page, 'Lo he leído');
      expect(await mainText(page)).toContain('por eso usted lo firma en inglés');
      expect(await page.locator('section [lang=en]').innerText()).toContain('shares who I am');
      await signHere(page);
      expect(await signedBy(memberId)).toEqual({
        document: expect.stringContaining('Ana Family shares who I am'),
        language: 'en',
      });
    },
    60_000,
  );

  test('reads the original of what only a machine has translated, and signs the rest in Spanish', async () => {
    const { plan, memberId } = await member('eva', ['en', 'es']);
    await publish(plan, 'EDUCATION', 'MACHINE');
    await publish(plan, 'CONSENT_DOCUMENT', 'HUMAN_REVIEWED');
    const page = await visit('eva');
    await press(page, 'Continuar');
    const shown = await mainText(page);
    expect(shown).toContain('Una persona debe revisar aún la traducción');
    expect(shown).toContain('Read this.');
    expect(shown).not.toContain('Lea esto.');
    await press(page, 'Lo he leído');
    expect(await mainText(page)).not.toContain('Su plan tiene el consentimiento en');
    await signHere(page);
    expect(await signedBy(memberId)).toEqual({
      document: expect.stringContaining('Ana Family comparte quién soy'),
      language: 'es',
    });
  }, 60_000);

  test('signs no consent that only a machine has translated', async () => {
    const { plan, memberId } = await member('ines', ['en', 'es']);
    await publish(plan, 'EDUCATION', 'HUMAN_REVIEWED');
    await publish(plan, 'CONSENT_DOCUMENT', 'MACHINE');
    const page = await visit('ines');
    await press(page, 'Continuar');
    await press(page, 'Lo he leído');
    expect(await mainText(page)).toContain('por eso usted lo firma en inglés');
    await signHere(page);
    expect(await signedBy(memberId)).toMatchObject({ language: 'en' });
  }, 60_000);

  test('is asked again, at the next signing, to read a text that has a new version, and only that', async () => {
    const { plan } = await member('lea', ['en', 'es']);
    await publish(plan, 'EDUCATION', 'HUMAN_REVIEWED');
    await publish(plan, 'CONSENT_DOCUMENT', 'HUMAN_REVIEWED');
    const first = await visit('lea');
    await press(first, 'Continuar');
    await press(first, 'Lo he leído');
    await signHere(first);

    const second = await visit('lea');
    await press(second, 'Firmar uno nuevo');
    await press(second, 'Continuar');
    expect(await second.getByRole('button', { name: 'Firmar y compartir' }).count()).toBe(1);

    await publishMaterial(gateway.database, 'test', {
      planId: plan.id,
      materialId: 'TEST_EDUCATION',
      version: 2,
      language: 'es',
      kind: 'EDUCATION',
      translation: 'HUMAN_REVIEWED',
      title: 'Nueva versión',
      body: 'Lea lo nuevo.',
    });
    await second.reload();
    expect(await mainText(second)).toContain('Lea lo nuevo.');
    await press(second, 'Lo he leído');
    await signHere(second);
  }, 60_000);
});
