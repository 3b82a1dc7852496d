import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAccount } from '../../src/accounts/accounts.ts';
import { startBrowser } from '../kit/browser.ts';
import { revoke } from '../kit/deletions.ts';
import { everyKind } from '../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asPartner } from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** Every page that members see, on a telephone and on a desk, in both languages. */
let gateway: TestGateway;
let browser: Browser;
let axe: string;
let plan: { id: string; slug: string };
const password = 'quiet rivers run deep';
const screens = [375, 1280];
const locales = ['en-US', 'es-US'] as const;

beforeAll(async () => {
  const [source] = await Promise.all([
    readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'),
    startTestGateway().then((started) => {
      gateway = started;
    }),
    startBrowser().then((started) => {
      browser = started;
    }),
  ]);
  axe = source;
  plan = await makePlan(gateway, { channels: ['APP_FIRST', 'PORTAL_FIRST'] });
  await importResources(gateway, plan, Object.values(everyKind('ann')));
  const memberId = memberIdOf(plan, 'ann');
  await createAccount(gateway.database, { memberId, userName: 'ann', password });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

const findings = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** Holds a page against WCAG 2.2 AA, as far as a machine can, and against the width of each screen. */
async function check(page: Page, name: string): Promise<void> {
  // The page runs no script; this one is the browser's own.
  await page.evaluate(axe);
  const language = await page.evaluate('document.documentElement.lang');
  for (const width of screens) {
    await page.setViewportSize({ width, height: 800 });
    const beyond = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(beyond, `${name} at ${width} pixels is wider than the screen`).toBe(0);
    // In another language a page is as long as it is, and built as the English one.
    if (language !== 'en' && width !== screens[0]) continue;
    const violations = await page.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)`,
    );
    expect(findings.parse(violations), `${name} at ${width} pixels`).toEqual([]);
  }
}

const contextOf = (locale: string) => browser.newContext({ locale, bypassCSP: true });

async function signIn(page: Page) {
  await page.locator('#userName').fill('ann');
  await page.locator('#password').fill(password);
  await page.locator('button[value=sign-in]').click();
}

describe.each(locales)('pages in %s', (locale) => {
  test('of an app that asks are usable by all', async () => {
    const app = await makeApp(gateway, 'THIRD_PARTY_APP', ['https://app.example/back']);
    await gateway.database.prisma.appClient.create({
      data: { appId: app.id, authentication: 'NONE' },
    });
    const page = await (await contextOf(locale)).newPage();
    const query = new URLSearchParams({
      client_id: app.id,
      response_type: 'code',
      redirect_uri: 'https://app.example/back',
      scope: 'openid launch/patient patient/*.rs',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const authorize = `${gateway.baseUrl}/oauth/authorize?${query}`;
    await page.goto(authorize);
    await check(page, 'sign-in');
    await page.locator('button[value=sign-in]').click();
    await check(page, 'sign-in with a failure');
    await signIn(page);
    await check(page, 'share');
    await page.locator('button[value=share]').click();
    await check(page, 'read');
    while ((await page.locator('button[value=read]').count()) > 0) {
      await page.locator('button[value=read]').click();
    }
    await check(page, 'sign');
    await page.locator('button[value=sign]').click();
    await check(page, 'sign with a failure');
    await makeGrant(gateway, plan, memberIdOf(plan, 'ann'), app);
    await page.reload();
    await check(page, 'again');
    await page.goto(`${gateway.baseUrl}/oauth/authorize?client_id=none`);
    await check(page, 'error');
  }, 90_000);

  test('of a member’s account are usable by all', async () => {
    const app = await makeApp(gateway);
    const { id } = await makeGrant(gateway, plan, memberIdOf(plan, 'ann'), app);
    const page = await (await contextOf(locale)).newPage();
    const open = (path: string) => page.goto(`${gateway.baseUrl}${path}`);
    await open('/account/');
    await check(page, 'sign-in');
    await signIn(page);
    for (const path of [
      '/account/',
      '/account/consents',
      `/account/consents/${id}`,
      `/account/consents/${id}/stop`,
      '/account/history',
      '/account/complaints',
      '/account/complaints/new',
      '/account/settings/',
      '/account/settings/password',
      '/account/settings/email',
      '/account/settings/email/confirm?token=none',
      '/account/none',
      `/apps/${app.id}`,
      `/account/share/${(await makeApp(gateway)).id}`,
    ]) {
      await open(path);
      await check(page, path);
    }
    const ended = await revoke(
      gateway,
      memberIdOf(plan, 'ann'),
      await makeGrant(gateway, plan, memberIdOf(plan, 'ann'), await makeApp(gateway)),
    );
    await open(`/account/consents/${ended}/deletion`);
    await check(page, 'deletion');
    await page.locator('button[value=ask]').click();
    await check(page, 'consent with a deletion request');
    await open('/account/settings/password');
    await page.locator('button[value=change]').click();
    await check(page, 'password with a failure');
    await open('/account/complaints/new');
    await page.locator('button[value=send]').click();
    await check(page, 'complaint with a failure');
    await page.locator('#text').fill('They told my employer.');
    await page.locator('button[value=send]').click();
    await check(page, 'complaint');
    await open('/account/complaints');
    await check(page, 'complaints');
  }, 90_000);

  test('about apps are usable by all', async () => {
    const { id } = await makeApp(gateway);
    const page = await (await contextOf(locale)).newPage();
    for (const path of [
      '/apps/',
      '/apps/?search=nothing+of+this+name',
      `/apps/${id}`,
      '/apps/none',
      '/nothing',
    ]) {
      await page.goto(`${gateway.baseUrl}${path}`);
      await check(page, path);
    }
  }, 60_000);

  test('of a partner are usable by all', async () => {
    const page = await (await contextOf(locale)).newPage();
    await page.goto(`${gateway.baseUrl}/partners/register`);
    await check(page, 'registration of an app');
    await page.locator('button[value=register]').click();
    await check(page, 'registration of an app with failures');
    await page.locator('#token').fill(await gateway.token(asPartner(await makeApp(gateway))));
    await page.locator('#name').fill('Night Notes');
    await page.locator('#redirectUris').fill('https://nightnotes.example/back');
    await page.locator('#authentication').selectOption('SECRET');
    await page.locator('button[value=register]').click();
    await page.locator('h1', { hasText: 'Night Notes' }).waitFor();
    await check(page, 'registered app');
  }, 60_000);

  test.each(['/register/', '/password/'])(
    'at %s are usable by all',
    async (path) => {
      const page = await (await contextOf(locale)).newPage();
      await page.goto(`${gateway.baseUrl}${path}`);
      await check(page, path);
    },
    60_000,
  );
});
