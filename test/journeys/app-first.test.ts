import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerLeaves } from '../kit/graphql.ts';
import { pdfPages, squeezed } from '../kit/pdf.ts';
import {
  beginJourney,
  connect,
  type Journey,
  languages,
  mainText,
  memberOf,
  openPage,
  press,
  readAndSign,
  recent,
  register,
  signIn,
} from './kit.ts';

/** The plan where sharing begins in an app, and cannot be limited: step by step as it tells its members. */
let journey: Journey;
beforeAll(async () => {
  journey = await beginJourney('larkmere-advantage', 'THIRD_PARTY_APP');
}, 90_000);
afterAll(() => journey?.stop());

const told = {
  en: {
    claims: 'Your newest claims',
    policy: 'Read its privacy policy',
    everything: 'you share everything or nothing',
    texts: ['Before you share', 'HIPAA', 'substance use'],
    signed: 'You share your health data with',
    stopped: 'no longer share',
    notCalledBack: 'is not called back',
    document: 'My right to end it',
  },
  es: {
    claims: 'Sus reclamaciones más recientes',
    policy: 'Leer su política de privacidad',
    everything: 'todo o nada',
    texts: ['Antes de compartir', 'HIPAA', 'consumo de sustancias'],
    signed: 'Usted comparte',
    stopped: 'ya no comparte',
    notCalledBack: 'no se retira',
    document: 'Mi derecho',
  },
} as const;

describe.each(languages)('a member of the app-first plan, in %s', (language) => {
  test('registers, sees their record, connects an app, gets the mails and the document, and takes it back', async () => {
    const words = told[language];
    const { gateway, app, callback, mail } = journey;
    const memberId = memberOf(journey, language);
    const page = await openPage(journey, language);

    // Register with the ID number, choose user name and password, log in.
    const address = await register(journey, page, language);
    await page.goto(`${gateway.baseUrl}/account/`);
    await signIn(page, language);
    await page.waitForURL('**/account/');
    // See ID card, benefits, status of recent claims.
    const overview = await mainText(page);
    expect(overview).toContain(words.claims);
    expect(overview).toContain('Larkmere Advantage');

    // In the app: its own directions lead here; authorise with the member-site credentials.
    const connection = await connect(journey, page);
    await signIn(page, language);
    await page.locator('button[value="share"]').waitFor();
    const share = await mainText(page);
    // Its privacy policy is there to be read; sharing cannot be limited.
    expect(share).toContain(words.policy);
    expect(share).toContain(words.everything);
    expect(await page.locator('[name="categories"]').count()).toBe(0);
    // Read, agree, complete, sign.
    const titles = await readAndSign(page);
    expect(titles).toHaveLength(words.texts.length);
    for (const [place, title] of words.texts.entries()) expect(titles[place]).toContain(title);
    await page.waitForURL(`${callback}**`);

    // Data is shared at once, and viewed in the app.
    const granted = await connection.tokens();
    const read = (token: string) =>
      gateway.ask('{ members { nodes { memberId claims { nodes { serviceDate } } } } }', { token });
    const { body } = await read(granted.access_token);
    expect(body.data.members.nodes).toHaveLength(1);
    expect(body.data.members.nodes[0].memberId).toBe(memberId);
    const days = body.data.members.nodes[0].claims.nodes.map(
      ({ serviceDate }: { serviceDate: string }) => serviceDate,
    );
    expect(days).toContain(recent);
    expect(days).not.toContain('2015-12-31');
    // A confirmation by e-mail.
    const [, confirmation] = await mail.mailsTo(address, 2);
    expect(confirmation?.subject).toContain(words.signed);
    // For up to 365 days.
    const [consent] = await gateway.database.prisma.grant.findMany({ where: { memberId } });
    const term =
      ((consent?.endsAt.getTime() ?? 0) - (consent?.signedAt.getTime() ?? 0)) / 86_400_000;
    expect(Math.ceil(term)).toBe(365);

    // The signed version is kept on the member site.
    await page.goto(`${gateway.baseUrl}/account/consents/${consent?.id}`);
    const saved = page.waitForEvent('download');
    await page.locator('a[href$="document.pdf"]').click();
    const pdf = await readFile(await (await saved).path());
    const text = squeezed((await pdfPages(pdf)).join(' '));
    expect(text).toContain(squeezed(words.document));
    expect(text).toContain(squeezed('Robin Family'));
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    const leaves = await ledgerLeaves(gateway);
    expect(leaves.find((leaf) => leaf.subject === consent?.id)?.pdf).toBe(sha256);

    // Taken back under the account: at once, with a second mail; what was shared is not called back.
    await page.locator('a[href$="/stop"]').click();
    expect(await mainText(page)).toContain(words.notCalledBack);
    await press(page, 'stop');
    await page.waitForURL('**?stopped');
    expect((await read(granted.access_token)).status).toBe(401);
    await expect(connection.refresh(granted.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const mails = await mail.mailsTo(address, 3);
    expect(mails[2]?.subject).toContain(words.stopped);
    // No disclosure follows the end in the ledger.
    const after = (await ledgerLeaves(gateway)).filter(
      (leaf) => leaf.app === app.id && leaf.member === memberId,
    );
    expect(after.at(-1)?.kind).toBe('GRANT_ENDED');
  }, 120_000);
});
