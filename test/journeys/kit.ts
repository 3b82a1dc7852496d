import * as client from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { demoSeed, seedPlans } from '../../prisma/demo/seed.ts';
import { generateDemoWorld } from '../../prisma/demo/world.ts';
import { startAppServer } from '../kit/app-server.ts';
import { startBrowser } from '../kit/browser.ts';
import { explanationOfBenefit } from '../kit/fhir.ts';
import { everyKind } from '../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { type MailServer, startMailServer } from '../kit/mail-server.ts';
import { importResources, makeApp, memberIdOf } from '../kit/world.ts';

export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];
/** A claim of each member is for a service on this day, and one for a service before 2016. */
export const recent = '2025-03-04';
export const password = 'seven green umbrellas hum';

/** All that a member's journey needs: the plans with their own texts, an app on a server of its own, mail. */
export type Journey = {
  readonly gateway: TestGateway;
  readonly browser: Browser;
  readonly mail: MailServer;
  readonly callback: string;
  readonly app: { readonly id: string; readonly partnerId: string };
  readonly plan: { readonly id: string; readonly slug: string };
  stop(): Promise<void>;
};

/** Begins for members of one of the demo plans, one in each language: `en` and `es` are their ids. */
export async function beginJourney(
  slug: string,
  kind: 'THIRD_PARTY_APP' | 'HEALTH_PLAN',
): Promise<Journey> {
  const appServer = await startAppServer();
  const { callback } = appServer;
  const mail = await startMailServer();
  const [gateway, browser] = await Promise.all([
    startTestGateway({ SMTP_URL: mail.url }),
    startBrowser(),
  ]);
  const world = generateDemoWorld({ seed: demoSeed });
  await seedPlans(world, gateway.database);
  const plan = world.plans.find((one) => one.slug === slug);
  if (plan === undefined) throw new Error(`there is no plan ${slug}`);
  const line = plan.linesOfBusiness.find(({ eligible }) => eligible);
  const app = await makeApp(gateway, kind, [callback]);
  await gateway.database.prisma.appClient.create({
    data: { appId: app.id, authentication: 'NONE' },
  });
  for (const language of languages) {
    const records = [
      ...Object.values(everyKind(language, '2024-06-15')),
      explanationOfBenefit(`recent-${language}`, language, { date: recent }),
      explanationOfBenefit(`early-${language}`, language, { date: '2015-12-31' }),
    ];
    await importResources(gateway, plan, records, line?.code);
  }
  return {
    gateway,
    browser,
    mail,
    callback,
    app,
    plan,
    stop: async () => {
      await browser.close();
      await gateway.stop();
      await mail.stop();
      appServer.stop();
    },
  };
}

export const memberOf = ({ plan }: Journey, id: string) => memberIdOf(plan, id);

export const openPage = async ({ browser }: Journey, language: Language): Promise<Page> =>
  (await browser.newContext({ locale: language === 'es' ? 'es-US' : 'en-US' })).newPage();

export const press = (page: Page, what: string) => page.locator(`button[value="${what}"]`).click();
export const fill = (page: Page, name: string, text: string) =>
  page.locator(`[name="${name}"]`).fill(text);
export const mainText = async (page: Page) => (await page.getByRole('main').textContent()) ?? '';

/** Registers by the number on the ID card, and verifies the address by the link that was mailed. */
export async function register(
  { gateway, mail }: Journey,
  page: Page,
  language: Language,
): Promise<string> {
  const address = `${language}@members.example`;
  await page.goto(`${gateway.baseUrl}/register/`);
  await fill(page, 'memberNumber', `M-${language}`);
  await fill(page, 'birthDate', '1970-01-31');
  await fill(page, 'familyName', `Family-${language}`);
  await press(page, 'find');
  await fill(page, 'userName', `member.${language}`);
  await fill(page, 'password', password);
  await fill(page, 'passwordAgain', password);
  await fill(page, 'email', address);
  await press(page, 'register');
  await page.waitForLoadState();
  const [verification] = await mail.mailsTo(address);
  const [link = ''] = /http:\S+/.exec(verification?.text ?? '') ?? [];
  await page.goto(link);
  await press(page, 'verify');
  await page.waitForLoadState();
  return address;
}

export async function signIn(page: Page, language: Language): Promise<void> {
  await fill(page, 'userName', `member.${language}`);
  await fill(page, 'password', password);
  await press(page, 'sign-in');
}

/** Reads each text in its turn, agrees to all, and signs. */
export async function readAndSign(page: Page): Promise<readonly string[]> {
  const titles: string[] = [];
  await press(page, 'share');
  while ((await page.locator('button[value="read"]').count()) > 0) {
    titles.push((await page.getByRole('heading', { level: 1 }).textContent()) ?? '');
    await press(page, 'read');
    await page.waitForLoadState();
  }
  await page.locator('[name="agree"]').check();
  await fill(page, 'signature', 'Robin Family');
  await press(page, 'sign');
  return titles;
}

/** The app's own way: it discovers the plan, and sends the member there. */
export async function connect({ gateway, app, callback }: Journey, page: Page) {
  const configuration = await client.discovery(
    new URL(gateway.baseUrl),
    app.id,
    undefined,
    client.None(),
    { execute: [client.allowInsecureRequests] },
  );
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid fhirUser launch/patient patient/*.rs offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    aud: gateway.baseUrl,
  });
  await page.goto(url.href);
  return {
    tokens: () =>
      client.authorizationCodeGrant(configuration, new URL(page.url()), {
        pkceCodeVerifier: verifier,
        expectedState: state,
      }),
    refresh: (token: string) => client.refreshTokenGrant(configuration, token),
  };
}
