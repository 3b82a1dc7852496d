import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agent, asApp, globalId, ledgerLeaves } from '../kit/graphql.ts';
import {
  beginJourney,
  connect,
  type Journey,
  languages,
  mainText,
  memberOf,
  openPage,
  readAndSign,
  recent,
  register,
  signIn,
} from './kit.ts';

/** The plan where sharing begins in its portal, with another plan, as the member chooses; revoked by telephone. */
let journey: Journey;
beforeAll(async () => {
  journey = await beginJourney('windrow-community', 'HEALTH_PLAN');
}, 90_000);
afterAll(() => journey?.stop());

const told = {
  en: {
    elsewhere: 'first sign a consent in your account',
    signed: 'can get your data now',
    floor: 'January 1, 2016',
    stopped: 'no longer share',
    byPhone: 'when you called',
  },
  es: {
    elsewhere: 'firma primero un consentimiento en su cuenta',
    signed: 'ya puede recibir sus datos',
    floor: '1 de enero de 2016',
    stopped: 'ya no comparte',
    byPhone: 'cuando usted llamó',
  },
} as const;

describe.each(languages)('a member of the portal-first plan, in %s', (language) => {
  test('signs a Member Consent in the portal for another plan, manages it there, and revokes it by telephone', async () => {
    const words = told[language];
    const { gateway, app, mail } = journey;
    const memberId = memberOf(journey, language);
    const page = await openPage(journey, language);
    const address = await register(journey, page, language);

    // Whoever begins at the recipient is sent to the portal first.
    await connect(journey, page);
    await signIn(page, language);
    await page.locator(`a[href="/account/share/${app.id}"]`).waitFor();
    expect(await mainText(page)).toContain(words.elsewhere);

    // Log in to the portal, choose, read, sign.
    await page.locator(`a[href="/account/share/${app.id}"]`).click();
    await signIn(page, language);
    await page.locator('button[value="share"]').waitFor();
    expect(await mainText(page)).toContain(words.floor);
    for (const kind of ['DEMOGRAPHICS', 'CLAIMS', 'CLINICAL']) {
      await page.locator(`[name="categories"][value="${kind}"]`).check();
    }
    await readAndSign(page);
    await page.waitForURL('**?signed');
    expect(await mainText(page)).toContain(words.signed);
    expect(await mail.mailsTo(address, 2)).toHaveLength(2);

    // What was chosen is shared at once, and no service from before 2016.
    const read = async () =>
      (
        await gateway.ask(
          '{ members { nodes { memberId claims { nodes { serviceDate paidAmount { amount } } } conditions { nodes { id } } } } }',
          { as: asApp(app) },
        )
      ).body.data.members.nodes.find((one: { memberId: string }) => one.memberId === memberId);
    const shared = await read();
    expect(shared.claims.nodes).toContainEqual({ serviceDate: recent, paidAmount: null });
    expect(JSON.stringify(shared.claims.nodes)).not.toContain('2015-12-31');

    // Managed in the portal: it is listed, with what it covers.
    await page.goto(`${gateway.baseUrl}/account/consents`);
    await page.locator('table a').first().click();
    expect(await mainText(page)).toContain('Robin Family');

    // By telephone: the Member Help Team identifies the caller, and revokes.
    const [consent] = await gateway.database.prisma.grant.findMany({ where: { memberId } });
    const caller = {
      memberNumber: `M-${language}`,
      familyName: `Family-${language}`,
      birthDate: '1970-01-31',
    };
    const { body } = await gateway.ask(
      `mutation Revoke($input: RevokeGrantForCallerInput!) { revokeGrantForCaller(input: $input) { __typename } }`,
      {
        as: agent,
        variables: {
          input: {
            grantId: globalId('Grant', consent?.id ?? ''),
            caller,
            reason: 'Asked by phone.',
          },
        },
      },
    );
    expect(body.data.revokeGrantForCaller.__typename).toBe('RevokeGrantForCallerPayload');
    expect(await read()).toBeUndefined();
    const mails = await mail.mailsTo(address, 3);
    expect(mails[2]?.subject).toContain(words.stopped);
    await page.reload();
    expect(await mainText(page)).toContain(words.byPhone);
    const leaves = (await ledgerLeaves(gateway)).filter(
      (leaf) => leaf.app === app.id && leaf.member === memberId,
    );
    expect(leaves.at(-1)?.kind).toBe('GRANT_ENDED');
    expect(leaves.at(-1)?.channel).toBe('PHONE');
  }, 120_000);
});
