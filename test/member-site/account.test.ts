import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { startBrowser } from '../kit/browser.ts';
import { everyKind } from '../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, ledgerLeaves } from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** A member at their own pages, in a real browser. */
let gateway: TestGateway;
let browser: Browser;
let plan: { id: string; slug: string };
let app: { id: string };
let ann: string;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([startTestGateway(), startBrowser()]);
  plan = await makePlan(gateway, { channels: ['APP_FIRST', 'PORTAL_FIRST'] });
  await importResources(gateway, plan, Object.values(everyKind('ann')));
  ann = memberIdOf(plan, 'ann');
  const account = { userName: 'ann', password: 'quiet rivers run deep' };
  await createAccount(gateway.database, { memberId: ann, ...account });
}, 60_000);
beforeEach(async () => {
  app = await makeApp(gateway);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

async function signedIn(locale: 'en-US' | 'es-US'): Promise<Page> {
  const page = await (await browser.newContext({ locale })).newPage();
  await page.goto(`${gateway.baseUrl}/account/consents`);
  await page.locator('#userName').fill('Ann');
  await page.locator('#password').fill('quiet rivers run deep');
  await page.locator('button[value=sign-in]').click();
  await page.waitForURL('**/account/consents');
  return page;
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
const readAsApp = async () =>
  (await gateway.ask('{ members { nodes { memberId } } }', { as: asApp(app) })).body.data.members
    .nodes;

describe('a member at their own pages', () => {
  test('sees their ID card, benefits and claims', async () => {
    const page = await signedIn('en-US');
    await page.getByRole('link', { name: 'Overview' }).click();
    expect(await heading(page)).toBe('Your account');
    const text = await page.getByRole('main').textContent();
    expect(text).toContain('Your ID card');
    expect(text).toContain('What you pay');
    expect(text).toContain('Decided');
    expect(await page.getByRole('contentinfo').textContent()).toContain('555-0100');
  }, 30_000);

  test('stops sharing, and from the next request on the app gets nothing', async () => {
    const { id } = await makeGrant(gateway, plan, ann, app);
    expect(await readAsApp()).toEqual([{ memberId: ann }]);
    const page = await signedIn('en-US');
    await page.locator(`a[href="/account/consents/${id}"]`).click();
    expect(await page.getByRole('main').textContent()).toContain('A. Member shares');
    await page.getByRole('link', { name: 'See when it got data, and which' }).click();
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(await heading(page)).toMatch(/^When App \S+ got your data$/);
    await page.getByRole('link', { name: 'Show everybody who got your data' }).click();
    expect(await heading(page)).toBe('Who got your data');
    await page.goBack();
    await page.goBack();
    await page.getByRole('link', { name: 'Stop sharing' }).click();
    await page.getByLabel('Why?').fill('I changed phones.');
    await page.getByRole('button', { name: 'Stop sharing now' }).click();
    await page.waitForURL(`**/account/consents/${id}?stopped`);
    expect(await readAsApp()).toEqual([]);
    const told = await page.getByRole('main').textContent();
    expect(told).toContain('You stopped it.');
    expect(told).toContain('I changed phones.');
    expect(told).toContain('You can ask App');
    // What had ended cannot be stopped again.
    await page.goto(`${gateway.baseUrl}/account/consents/${id}/stop`);
    expect(new URL(page.url()).pathname).toBe(`/account/consents/${id}`);
  }, 30_000);

  test('signs a consent of their own accord, having read what it means, and the app gets data at once', async () => {
    const page = await signedIn('en-US');
    await page.goto(`${gateway.baseUrl}/account/share/${app.id}`);
    expect(await heading(page)).toContain('Share your health data');
    // What is shared is chosen: nothing is ticked beforehand, and nothing chosen is nothing to sign.
    expect(await page.locator('input:checked').count()).toBe(0);
    expect(await page.locator('table tbody tr').count()).toBe(7);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('link', { name: 'Choose at least one kind of data.' }).click();
    expect(new URL(page.url()).hash).toBe('#categories');
    expect(await page.locator('input:checked').count()).toBe(0);
    await page.getByLabel('Who I am and how to reach me').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByRole('main').textContent()).toContain('Read this.');
    expect(await readAsApp()).toEqual([]);
    await page.getByRole('button', { name: 'I have read this' }).click();
    await page.getByLabel('I have read this and agree to it.').check();
    await page.getByLabel('Your full name').fill('Ann Example');
    await page.getByRole('button', { name: 'Sign and share' }).click();
    await page.waitForURL('**?signed');
    expect(await page.getByRole('main').textContent()).toContain('can get your data now');
    expect(await readAsApp()).toEqual([{ memberId: ann }]);
    // What was signed can be kept, as it stands in the ledger.
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save it as a PDF' }).click();
    const bytes = await readFile(await (await saved).path());
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await page.getByRole('main').textContent()).toContain(sha256);
    const leaves = await ledgerLeaves(gateway);
    expect(leaves.filter((leaf) => leaf.pdf === sha256)).toHaveLength(1);
    // Going back and sending the form once more signs nothing else.
    await page.goBack();
    expect(await heading(page)).toContain('already');
    const signed = await gateway.database.prisma.grant.count({ where: { appId: app.id } });
    expect(signed).toBe(1);
  }, 30_000);

  test('does all of it in Spanish, too', async () => {
    const { id } = await makeGrant(gateway, plan, ann, app);
    const page = await signedIn('es-US');
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    expect(await heading(page)).toBe('Lo que usted comparte');
    await page.locator(`a[href="/account/consents/${id}"]`).click();
    await page.getByRole('link', { name: 'Dejar de compartir' }).click();
    await page.getByRole('button', { name: 'Dejar de compartir ahora' }).click();
    await page.waitForURL('**?stopped');
    expect(await page.getByRole('main').textContent()).toContain('Usted lo detuvo.');
    expect(await readAsApp()).toEqual([]);
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.getByRole('main').textContent()).toContain('You stopped it.');
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByRole('main').textContent()).toContain('You have signed out.');
  }, 30_000);
});
