import * as client from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppServer, startAppServer } from '../kit/app-server.ts';
import { startBrowser } from '../kit/browser.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { importResources, makeApp, makePlan } from '../kit/world.ts';
import { addressHeader, goodPassword, headingOf, linkTo, mailsTo, person } from './kit.ts';

/** A member without an account, whom an app sends: registers, verifies, signs in, and is back at its request. */
let gateway: TestGateway;
let browser: Browser;
let appServer: AppServer;
let callback: string;
let app: { id: string };

beforeAll(async () => {
  appServer = await startAppServer();
  callback = appServer.callback;
  [gateway, browser] = await Promise.all([
    startTestGateway({ CLIENT_ADDRESS_HEADER: addressHeader }),
    startBrowser(),
  ]);
  const plan = await makePlan(gateway);
  app = await makeApp(gateway, 'THIRD_PARTY_APP', [callback]);
  await gateway.database.prisma.appClient.create({
    data: { appId: app.id, authentication: 'NONE' },
  });
  await importResources(gateway, plan, [person('ann'), person('eva', 'Núñez')]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  appServer?.stop();
});

/** As the app sends a member. */
async function sentByApp(language: 'en' | 'es', width: number): Promise<Page> {
  const configuration = await client.discovery(
    new URL(gateway.baseUrl),
    app.id,
    undefined,
    client.None(),
    { execute: [client.allowInsecureRequests] },
  );
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid launch/patient patient/*.rs',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    state: client.randomState(),
    aud: gateway.baseUrl,
  });
  const context = await browser.newContext({
    locale: language === 'es' ? 'es-US' : 'en-US',
    viewport: { width, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(url.href);
  return page;
}

/** With `SHOTS=<folder>`, what each page looks like. */
async function shot(page: Page, name: string) {
  const folder = process.env['SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe('a member whom an app has sent and who has no account', () => {
  test('registers in English, verifies the address, signs in and is at the app’s request', async () => {
    const page = await sentByApp('en', 1280);
    const request = page.url();
    await shot(page, 'en-0-sign-in');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await click(page, 'Continue');
    await shot(page, 'en-1-who-errors');
    await page.getByRole('alert').getByRole('link', { name: 'Fill in your last name' }).click();
    await expect(
      page.getByLabel('Last name').evaluate((one) => one.matches(':focus')),
    ).resolves.toBe(true);
    await page.getByLabel('ID number').fill('M-ann');
    await page.getByLabel('Birth date').fill('1970-01-31');
    await page.getByLabel('Last name').fill('family ann');
    await click(page, 'Continue');
    expect(await headingOf(page)).toContain('how you sign in');
    await page.getByLabel('User name').fill('Ann.Example');
    await page.getByLabel('Password', { exact: true }).fill('password1234');
    await page.getByLabel('Password once more').fill('password1234');
    await page.getByLabel('E-mail address').fill('ann@members.example');
    await click(page, 'Create account');
    await shot(page, 'en-2-common-password');
    await expect(page.getByRole('alert').textContent()).resolves.toContain('easy to guess');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await page.getByLabel('Password once more').fill(goodPassword);
    await click(page, 'Create account');
    expect(await headingOf(page)).toBe('Check your e-mail');
    await shot(page, 'en-3-sent');

    // Whoever signs in before is told to verify, and sent the mail again.
    await page.goto(request);
    await page.getByLabel('User name').fill('ann.example');
    await page.getByLabel('Password').fill(goodPassword);
    await click(page, 'Sign in');
    expect(await headingOf(page)).toBe('Check your e-mail');
    await click(page, 'Send the e-mail again');
    await expect(page.textContent('main')).resolves.toContain('sent it again');
    await shot(page, 'en-4-sent-again');
    expect((await mailsTo(gateway, 'ann@members.example')).map(({ kind }) => kind)).toEqual([
      'VERIFY_EMAIL',
      'VERIFY_EMAIL',
    ]);

    await page.goto(await linkTo(gateway, 'ann@members.example'));
    await shot(page, 'en-5-verify');
    await expect(page.textContent('main')).resolves.toContain('ann.example');
    await click(page, 'Confirm');
    await shot(page, 'en-6-verified');
    await page.getByRole('link', { name: 'Sign in and go on with what the app asked' }).click();
    expect(page.url()).toBe(request);
    await page.getByLabel('User name').fill('Ann.Example');
    await page.getByLabel('Password').fill(goodPassword);
    await click(page, 'Sign in');
    expect(await headingOf(page)).toContain('Share your health data with');
  }, 60_000);

  test('registers in Spanish on a telephone, and gets a new password', async () => {
    const page = await sentByApp('es', 375);
    await shot(page, 'es-0-sign-in');
    await page.getByRole('link', { name: 'Crear una cuenta' }).click();
    await page.getByLabel('Número de identificación').fill('M-eva');
    await page.getByLabel('Fecha de nacimiento').fill('1970-01-31');
    await page.getByLabel('Apellido').fill('NUNEZ');
    await shot(page, 'es-1-who');
    await click(page, 'Continuar');
    await click(page, 'Crear cuenta');
    await shot(page, 'es-2-account-errors');
    await page.getByLabel('Nombre de usuario').fill('eva.nunez');
    await page.getByLabel('Contraseña', { exact: true }).fill(goodPassword);
    await page.getByLabel('La contraseña otra vez').fill(goodPassword);
    await page.getByLabel('Correo electrónico').fill('eva@members.example');
    await click(page, 'Crear cuenta');
    expect(await headingOf(page)).toBe('Revise su correo');
    await shot(page, 'es-3-sent');
    const [mail] = await mailsTo(gateway, 'eva@members.example');
    expect(mail).toMatchObject({ kind: 'VERIFY_EMAIL', language: 'es' });
    await page.goto(await linkTo(gateway, 'eva@members.example'));
    await shot(page, 'es-4-verify');
    await click(page, 'Confirmar');
    await shot(page, 'es-5-verified');
    await page.getByRole('link', { name: 'seguir con lo que pidió' }).click();

    await page.getByRole('link', { name: '¿Olvidó su contraseña?' }).click();
    await shot(page, 'es-6-forgotten');
    await page.getByLabel('Nombre de usuario o correo electrónico').fill('EVA@members.example');
    await click(page, 'Enviar el enlace');
    await shot(page, 'es-7-reset-sent');
    await page.goto(await linkTo(gateway, 'eva@members.example'));
    await page.getByLabel('Contraseña', { exact: true }).fill('four other blue lamps');
    await page.getByLabel('La contraseña otra vez').fill('four other blue lamps');
    await shot(page, 'es-8-reset');
    await click(page, 'Guardar la contraseña');
    await shot(page, 'es-9-changed');
    await page.getByRole('link', { name: 'seguir con lo que pidió' }).click();
    await page.getByLabel('Nombre de usuario').fill('eva.nunez');
    await page.getByLabel('Contraseña').fill('four other blue lamps');
    await click(page, 'Iniciar sesión');
    expect(await headingOf(page)).toContain('Compartir sus datos de salud');
    expect((await mailsTo(gateway, 'eva@members.example')).map(({ kind }) => kind)).toEqual([
      'VERIFY_EMAIL',
      'RESET_PASSWORD',
      'PASSWORD_CHANGED',
    ]);
  }, 60_000);
});
