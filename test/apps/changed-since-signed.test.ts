import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { setAppClient } from '../../src/apps/app-client.ts';
import { attestApp } from '../../src/apps/attest-app.ts';
import { answers } from '../../src/apps/attestation.ts';
import { startBrowser } from '../kit/browser.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let browser: Browser;
const password = 'quiet rivers run deep';

beforeAll(async () => {
  [gateway, browser] = await Promise.all([startTestGateway(), startBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

test('a member who connects again is told what the app says otherwise than when they signed', async () => {
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  const ann = memberIdOf(plan, 'ann');
  await createAccount(gateway.database, { memberId: ann, userName: 'ann.example', password });
  const app = await makeApp(gateway);
  const partner = { actor: app.partnerId, actorKind: 'PARTNER' };
  await setAppClient(gateway.database, partner, app, { authentication: 'NONE' });
  await makeGrant(gateway, plan, ann, app);

  const query = new URLSearchParams({
    client_id: app.id,
    redirect_uri: 'https://app.example/back',
    response_type: 'code',
    scope: 'openid patient/*.rs',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
    prompt: 'consent',
  });
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto(`${gateway.baseUrl}/oauth/authorize?${query}`);
  await page.getByLabel('User name').fill('ann.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const again = page.getByRole('heading', { level: 1, name: 'You already share' });
  await again.waitFor();
  const changed = page.getByRole('heading', { name: 'since you signed' });
  expect(await changed.count()).toBe(0);

  const { appAttestation } = gateway.database.prisma;
  const first = await appAttestation.findFirstOrThrow({ where: { appId: app.id } });
  await attestApp(gateway.database, partner, app, {
    answers: {
      ...answers.parse(first.answers),
      canRemoveAccess: { answer: 'NO', detail: 'Only by letter.' },
    },
    privacyPolicyUrl: 'https://app.example/another',
  });
  await page.reload();
  await again.waitFor();
  expect(await changed.count()).toBe(1);
  const told = await page.getByRole('main').textContent();
  expect(told).toContain('Its privacy policy is at another address.');
  expect(told).toContain('Can I take its access away again?Before: Yes. Now: No – Only by letter.');
}, 60_000);
