import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishMaterial } from '../../src/materials/materials.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember, globalId, ledgerLeaves, read } from '../kit/graphql.ts';
import { materialIds, sign } from '../kit/signing.ts';
import { consentTemplate, importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

type Plan = { id: string; slug: string };
type Kind =
  | 'EDUCATION'
  | 'PRIVACY_RIGHTS'
  | 'PART2_NOTICE'
  | 'CONSENT_DOCUMENT'
  | 'COMPLAINTS'
  | 'FAQ';
type Translation = 'ORIGINAL' | 'HUMAN_REVIEWED' | 'MACHINE';

describe('materials are read, in their newest version, before anything is signed', () => {
  let gateway: TestGateway;
  let app: { id: string };

  beforeAll(async () => {
    gateway = await startTestGateway();
    app = await makeApp(gateway);
  });
  afterAll(() => gateway.stop());

  async function planWithMember(policy = {}): Promise<{ plan: Plan; member: string }> {
    const plan = await makePlan(gateway, policy);
    await importResources(gateway, plan, [patient('ann')]);
    return { plan, member: memberIdOf(plan, 'ann') };
  }

  const publish = (
    plan: Plan,
    kind: Kind,
    version: number,
    language = 'en',
    translation: Translation = language === 'en' ? 'ORIGINAL' : 'HUMAN_REVIEWED',
  ) =>
    publishMaterial(gateway.database, 'test', {
      planId: plan.id,
      materialId: `TEST_${kind}`,
      version,
      language,
      kind,
      translation,
      title: `${kind} ${version} ${language}`,
      body: kind === 'CONSENT_DOCUMENT' ? `v${version}: ${consentTemplate}` : 'Read this.',
    });

  const unread = (message: string) => ({
    __typename: 'InvalidInput',
    code: 'INVALID_INPUT',
    path: 'input.readMaterialIds',
    message: expect.stringContaining(message),
  });

  test('nobody signs what they have not read, and is told what to read', async () => {
    const { plan, member } = await planWithMember();
    expect(await sign(gateway, plan, member, app, { readMaterialIds: [] })).toEqual(
      unread('TEST_CONSENT_DOCUMENT (version 1), TEST_EDUCATION (version 1)'),
    );
    const [document] = await materialIds(gateway, plan, member);
    expect(await sign(gateway, plan, member, app, { readMaterialIds: [document] })).toEqual(
      unread('TEST_EDUCATION (version 1)'),
    );
  });

  test('having read the old version does not suffice once there is a new one', async () => {
    const { plan, member } = await planWithMember();
    const readBefore = await materialIds(gateway, plan, member);
    expect((await sign(gateway, plan, member, app)).__typename).toBe('SignGrantPayload');
    await publish(plan, 'EDUCATION', 2);
    expect(await sign(gateway, plan, member, app, { readMaterialIds: readBefore })).toEqual(
      unread('TEST_EDUCATION (version 2)'),
    );
    const readNow = await materialIds(gateway, plan, member);
    expect((await sign(gateway, plan, member, app)).__typename).toBe('SignGrantPayload');
    expect(readNow).not.toEqual(readBefore);
    expect(readNow).toHaveLength(2);
  });

  test('the newest consent document is the one that is signed; the signed one stays', async () => {
    const { plan, member } = await planWithMember();
    await publish(plan, 'CONSENT_DOCUMENT', 2);
    const { grant } = await sign(gateway, plan, member, app);
    await publish(plan, 'CONSENT_DOCUMENT', 3);
    const { node } = await read(
      gateway,
      asMember(member),
      `query G($id: ID!) { node(id: $id) { ... on Grant { document documentHash } } }`,
      { id: grant.id },
    );
    expect(node.document).toMatch(/^v2: Ann Example shares /);
    expect(node.documentHash).toBe(grant.documentHash);
  });

  test('questions and answers, and where complaints go, need not be read', async () => {
    const { plan, member } = await planWithMember();
    const toRead = await materialIds(gateway, plan, member);
    await publish(plan, 'FAQ', 1);
    await publish(plan, 'COMPLAINTS', 1);
    expect(await materialIds(gateway, plan, member)).toHaveLength(4);
    const signed = await sign(gateway, plan, member, app, { readMaterialIds: toRead });
    expect(signed.__typename).toBe('SignGrantPayload');
  });

  test('who protects what must be read by everybody', async () => {
    const { plan, member } = await planWithMember();
    const toRead = await materialIds(gateway, plan, member);
    await publish(plan, 'PRIVACY_RIGHTS', 1);
    expect(await sign(gateway, plan, member, app, { readMaterialIds: toRead })).toEqual(
      unread('TEST_PRIVACY_RIGHTS (version 1)'),
    );
  });

  test.each(['ETH', 'ETHUD', 'OPIOIDUD', 'SUD'])(
    'the notice of 42 CFR part 2 must be read by who shares %s, and by nobody else',
    async (label) => {
      const { plan, member } = await planWithMember();
      const toRead = await materialIds(gateway, plan, member);
      await publish(plan, 'PART2_NOTICE', 1);
      const labels = ['HIV', 'PSY', label];
      expect(await sign(gateway, plan, member, app, { labels, readMaterialIds: toRead })).toEqual(
        unread('TEST_PART2_NOTICE (version 1)'),
      );
      const others = { labels: ['HIV', 'PSY'], readMaterialIds: toRead };
      const signed = await sign(gateway, plan, member, app, others);
      expect(signed.__typename).toBe('SignGrantPayload');
    },
  );

  test('who shares everything or nothing reads the notice of 42 CFR part 2', async () => {
    const { plan, member } = await planWithMember({ granularity: 'ALL_OR_NOTHING' });
    const readMaterialIds = await materialIds(gateway, plan, member);
    await publish(plan, 'PART2_NOTICE', 1);
    const everything = { categories: undefined, readMaterialIds };
    expect(await sign(gateway, plan, member, app, everything)).toEqual(
      unread('TEST_PART2_NOTICE (version 1)'),
    );
  });

  describe('what a machine has translated', () => {
    async function bilingualPlan() {
      const world = await planWithMember({ languages: ['en', 'es'] });
      await publish(world.plan, 'EDUCATION', 1, 'es');
      await publish(world.plan, 'CONSENT_DOCUMENT', 1, 'es');
      return world;
    }

    const listed = async (plan: Plan, member: string) => {
      const { materials } = await read(
        gateway,
        asMember(member),
        `query M($plan: ID!) { materials(planId: $plan, language: "es") {
          id kind language translation original { id language } } }`,
        { plan: globalId('Plan', plan.id) },
      );
      return new Map(materials.map((one: { kind: string }) => [one.kind, one]));
    };

    test('is marked, and the original is to be read in its place until a person has reviewed it', async () => {
      const { plan, member } = await bilingualPlan();
      await publish(plan, 'EDUCATION', 2, 'es', 'MACHINE');
      const spanish = await materialIds(gateway, plan, member, 'es');
      const inSpanish = { language: 'es', readMaterialIds: spanish };
      expect(await sign(gateway, plan, member, app, inSpanish)).toEqual(
        unread('TEST_EDUCATION (version 1)'),
      );
      const education = (await listed(plan, member)).get('EDUCATION') as {
        original: { id: string };
      };
      expect(education).toMatchObject({
        language: 'es',
        translation: 'MACHINE',
        original: { language: 'en' },
      });
      const signed = await sign(gateway, plan, member, app, {
        language: 'es',
        readMaterialIds: [...spanish, education.original.id],
      });
      expect(signed.__typename).toBe('SignGrantPayload');

      await publish(plan, 'EDUCATION', 3, 'es', 'HUMAN_REVIEWED');
      const reviewed = await materialIds(gateway, plan, member, 'es');
      const again = await sign(gateway, plan, member, app, {
        language: 'es',
        readMaterialIds: reviewed,
      });
      expect(again.__typename).toBe('SignGrantPayload');
    });

    test('a translation of what its original no longer says is not final', async () => {
      const { plan, member } = await bilingualPlan();
      await publish(plan, 'EDUCATION', 2);
      const original = await materialIds(gateway, plan, member);
      const ids = await materialIds(gateway, plan, member, 'es');
      expect(ids.filter((id) => original.includes(id))).toHaveLength(1);
      await publish(plan, 'CONSENT_DOCUMENT', 2);
      expect(
        await sign(gateway, plan, member, app, { language: 'es', readMaterialIds: ids }),
      ).toMatchObject({ code: 'INVALID_INPUT', path: 'input.language' });
    });

    test('cannot be signed', async () => {
      const { plan, member } = await bilingualPlan();
      await publish(plan, 'CONSENT_DOCUMENT', 2, 'es', 'MACHINE');
      const readMaterialIds = await materialIds(gateway, plan, member, 'es');
      expect(
        await sign(gateway, plan, member, app, { language: 'es', readMaterialIds }),
      ).toMatchObject({ code: 'INVALID_INPUT', path: 'input.language' });
      expect((await sign(gateway, plan, member, app)).__typename).toBe('SignGrantPayload');
    });
  });

  test.each(['HUMAN_REVIEWED', 'MACHINE'] as const)(
    'a translation of nothing is not published (%s): who cannot read it would read nothing',
    async (translation) => {
      const { plan } = await planWithMember({ languages: ['en', 'es'] });
      await expect(publish(plan, 'PRIVACY_RIGHTS', 1, 'es', translation)).rejects.toThrow(
        'Publish TEST_PRIVACY_RIGHTS in the language that it was written in first',
      );
    },
  );

  test.each([
    [
      'leaves out what is consented to',
      (body: string) => body.replace('{{undated}}', ''),
      'undated',
    ],
    ['has braces that nothing fills', (body: string) => `${body} {{undatet}}`, 'undatet'],
  ])('a consent document that %s is not published', async (_what, broken, named) => {
    const { plan } = await planWithMember();
    await expect(
      publishMaterial(gateway.database, 'test', {
        planId: plan.id,
        materialId: 'TEST_BROKEN',
        version: 1,
        language: 'en',
        kind: 'CONSENT_DOCUMENT',
        translation: 'ORIGINAL',
        title: 'Broken',
        body: broken(consentTemplate),
      }),
    ).rejects.toThrow(`{{${named}}}`);
  });

  test('a second consent document is not published: of two, nobody could say which is signed', async () => {
    const { plan } = await planWithMember();
    const second = publishMaterial(gateway.database, 'test', {
      planId: plan.id,
      materialId: 'TEST_SECOND',
      version: 1,
      language: 'en',
      kind: 'CONSENT_DOCUMENT',
      translation: 'ORIGINAL',
      title: 'Second',
      body: consentTemplate,
    });
    await expect(second).rejects.toThrow('publish a new version of that');
  });

  test('a required text that was never translated is read as it was written', async () => {
    const { plan, member } = await planWithMember({ languages: ['en', 'es'] });
    await publish(plan, 'CONSENT_DOCUMENT', 1, 'es');
    const readMaterialIds = await materialIds(gateway, plan, member, 'es');
    const [document] = readMaterialIds;
    expect(readMaterialIds).toHaveLength(2);
    expect(
      await sign(gateway, plan, member, app, { language: 'es', readMaterialIds: [document] }),
    ).toEqual(unread('TEST_EDUCATION (version 1)'));
    const signed = await sign(gateway, plan, member, app, { language: 'es', readMaterialIds });
    expect(signed.__typename).toBe('SignGrantPayload');
  });

  test('each language has materials of its own, and one is signed in what was read', async () => {
    const { plan, member } = await planWithMember({ languages: ['en', 'es'] });
    const english = await materialIds(gateway, plan, member);
    await publish(plan, 'EDUCATION', 7, 'es');
    await publish(plan, 'CONSENT_DOCUMENT', 7, 'es');
    expect(await materialIds(gateway, plan, member)).toEqual(english);
    const inSpanish = { language: 'es' };
    expect(await sign(gateway, plan, member, app, inSpanish)).toEqual(unread('(version 7)'));
    const spanish = await materialIds(gateway, plan, member, 'es');
    const signed = await sign(gateway, plan, member, app, {
      ...inSpanish,
      readMaterialIds: spanish,
    });
    expect(signed.grant.document).toMatch(/^v7: /);
  });

  test.each(['fr', '', 'EN'])('the plan has no materials in %j', async (language) => {
    const { plan, member } = await planWithMember();
    expect(await sign(gateway, plan, member, app, { language })).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.language',
      message: expect.stringContaining('in en'),
    });
  });

  test("another plan's materials are not those of one's own", async () => {
    const { plan, member } = await planWithMember();
    const other = await planWithMember();
    const readMaterialIds = await materialIds(gateway, other.plan, other.member);
    expect(await sign(gateway, plan, member, app, { readMaterialIds })).toEqual(
      unread('TEST_EDUCATION (version 1)'),
    );
  });

  test('the grant keeps which texts were read, and the ledger the hash of each', async () => {
    const { plan, member } = await planWithMember();
    const materials = await materialIds(gateway, plan, member);
    const { grant } = await sign(gateway, plan, member, app);
    const { rows } = await gateway.asAdministrator(
      'select material_id from public.grant_material where grant_id = $1',
      [grant.grantId],
    );
    const kept = rows.map(({ material_id }) => globalId('Material', material_id));
    expect(kept.sort()).toEqual([...materials].sort());
    const published = (await ledgerLeaves(gateway)).filter(
      (leaf) => leaf.kind === 'MATERIAL_PUBLISHED' && leaf.plan === plan.id,
    );
    expect(published.map((leaf) => globalId('Material', leaf.material)).sort()).toEqual(
      [...materials].sort(),
    );
    expect(new Set(published.map((leaf) => leaf.document)).size).toBe(2);
  });
});
