import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishMaterial } from '../../src/materials/materials.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, auditor, globalId, ledgerLeaves, read } from '../kit/graphql.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

const template = `# Consent

Member: {{member}}; app: {{app}}; plan: {{plan}}.
What: {{categories}}; sensitive: {{labels}}; undated: {{undated}}; from {{since}} to {{until}} for {{purpose}}.
Until {{expires}}. Ask {{privacyEmail}} or {{supportPhone}}.

Signed {{signedAt}}: {{signature}}
`;

/** As people write it, with the time zone. */
const moment = (instant: string) => {
  const day = new Date(instant).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
  return `${day}, ${instant.slice(11, 16)} UTC`;
};

describe('what was signed', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    app = await makeApp(gateway);
    await publishMaterial(gateway.database, 'test', {
      planId: plan.id,
      materialId: 'TEST_CONSENT_DOCUMENT',
      version: 2,
      language: 'en',
      kind: 'CONSENT_DOCUMENT',
      translation: 'ORIGINAL',
      title: 'Consent',
      body: template,
    });
    await importResources(gateway, plan, [patient('ann')]);
    ann = memberIdOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  test('is kept word for word, every placeholder filled in plain language', async () => {
    const { grant } = await sign(gateway, plan, ann, app, {
      categories: ['CLAIMS', 'PHARMACY'],
      labels: ['HIV'],
      since: '2018-02-03',
      until: '2020-04-05',
      termDays: 30,
      purpose: 'TREAT',
      signature: 'Ann Example',
    });
    expect(grant.document).toBe(
      `# Consent

Member: Ann Example; app: App ${app.partnerId}; plan: Test Plan.
What: claims, prescriptions and pharmacy claims; sensitive: HIV; undated: nothing that has no date of service; from February 3, 2018 to April 5, 2020 for Treatment.
Until ${moment(grant.endsAt)}. Ask privacy@test-plan.example or 555-0100.

Signed ${moment(grant.signedAt)}: Ann Example
`,
    );
    expect(grant.signature).toBe('Ann Example');
  });

  test('has one hash: of the text, on the grant and in the ledger', async () => {
    const { grant } = await sign(gateway, plan, ann, app, { signature: 'Añn Ëxample' });
    const hash = createHash('sha256').update(grant.document).digest('hex');
    expect(grant.documentHash).toBe(hash);
    const entry = (await ledgerLeaves(gateway)).find(
      (leaf) => leaf.kind === 'GRANT_SIGNED' && leaf.subject === grant.grantId,
    );
    expect(entry).toMatchObject({
      document: hash,
      member: ann,
      app: app.id,
      partner: app.partnerId,
      plan: plan.id,
      version: 1,
      categories: ['CLAIMS'],
      labels: [],
      purpose: 'PATRQT',
      endsAt: Date.parse(grant.endsAt),
    });
  });

  test.each([
    ['a placeholder', 'Ann {{app}} {{signature}}', 'Ann \\{\\{app\\}\\} \\{\\{signature\\}\\}'],
    ['a replacement pattern', "Ann $& $1 $' $`", "Ann $\\& $1 $' $\\`"],
    [
      'emphasis and a link',
      '**Ann** [x](http://x.example)',
      '\\*\\*Ann\\*\\* \\[x\\](http://x.example)',
    ],
    ['a heading and a table', '# Ann | all', '\\# Ann \\| all'],
    ['HTML and an entity', '<b>Ann</b> &lt;', '\\<b\\>Ann\\</b\\> \\&lt;'],
    ['a deletion', '~~Ann~~ \\ ![i](u)', '\\~\\~Ann\\~\\~ \\\\ \\!\\[i\\](u)'],
  ])('cannot be altered by a name that holds %s', async (_what, signature, written) => {
    const { grant } = await sign(gateway, plan, ann, app, { signature });
    expect(grant.document).toContain(`Member: ${written}; app: App ${app.partnerId}; plan`);
    expect(grant.document).toMatch(
      /^# Consent\n\nMember: [^\n]+\nWhat: [^\n]+\nUntil [^\n]+\n\nSigned [^\n]+\n$/,
    );
    expect(grant.signature).toBe(signature);
  });

  test('is for the member and the auditor to read, and not for the app', async () => {
    const { grant } = await sign(gateway, plan, ann, app);
    const query = `query G($id: ID!) { node(id: $id) { ... on Grant { document signature } } }`;
    const variables = { id: globalId('Grant', grant.grantId) };
    const { node } = await read(gateway, auditor, query, variables);
    expect(node).toEqual({ document: grant.document, signature: grant.signature });
    const toApp = await gateway.ask(query, { as: asApp(app), variables });
    expect(toApp.body.data.node).toEqual({ document: null, signature: null });
    expect(toApp.body.errors.map((error: { extensions: object }) => error.extensions)).toEqual([
      { code: 'FORBIDDEN' },
      { code: 'FORBIDDEN' },
    ]);
  });
});
