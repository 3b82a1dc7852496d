import { readFile } from 'node:fs/promises';
import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { categories, labels, purposes } from '../../src/consent/vocabulary.ts';
import { grantStates } from '../../src/grants/grant-state.ts';
import { VIEWER_KINDS } from '../../src/identity/viewer.ts';
import { recordKinds } from '../../src/records/kinds/all.ts';
import { everyKind } from '../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  agent,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  ledgerLeaves,
  mutate,
  read,
} from '../kit/graphql.ts';
import { shownOf, shownOnMember } from '../kit/shown-kinds.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

const eventKinds = [
  'MATERIAL_PUBLISHED',
  'APP_REGISTERED',
  'APP_STATE_CHANGED',
  'GRANT_SIGNED',
  'GRANT_ENDED',
  'DISCLOSURE',
  'SELF_ACCESS',
  'AGENT_LOOKUP',
  'AUDIT_READ',
];

/** Every text and number in a leaf or resource, however deep, names of properties included. */
function wordsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(wordsIn);
  return [String(value)];
}

const schema = buildSchema(await readFile('schema/schema.graphql', 'utf8'));
const fieldsOfSchema = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type))
  .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));

/** All that a leaf may be written in besides ids, hashes, moments and what operations are called. */
const vocabulary: ReadonlySet<string> = new Set([
  ...[...categories, ...labels, ...purposes, ...VIEWER_KINDS, ...grantStates, ...eventKinds],
  ...recordKinds.map(({ name }) => name),
  ...fieldsOfSchema,
  ...['APPROVED', 'MALWARE', 'ONLINE', 'PHONE', 'null', 'caller', 'disclosures', 'grants'],
  ...['TestOperation', 'TestMutation', 'test'],
  ...['agent', 'admin', 'auditor', 'partner'].map((who) => `development-${who}`),
]);
const idHashOrNumber =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|\d{13}|\d)$/;

describe('a busy ledger', () => {
  let gateway: TestGateway;
  let leaves: Record<string, unknown>[];
  let ann: string;
  let app: { id: string; partnerId: string };
  const said = {
    reason: 'Because of my divorce.',
    agentReason: 'The caller was upset.',
    risk: 'They lost a laptop.',
    signature: 'Annabel Signatory',
  };

  beforeAll(async () => {
    gateway = await startTestGateway();
    const plan = await makePlan(gateway);
    await importResources(gateway, plan, Object.values(everyKind('ann')));
    ann = memberIdOf(plan, 'ann');
    app = await makeApp(gateway);
    const everything = `${Object.values(shownOf)
      .map(({ plural, selection }, index) => `a${index}: ${plural} { nodes { ${selection} } }`)
      .join(' ')}`;
    const { demographics, idCard } = shownOnMember;
    const who = `demographics { ${demographics.selection} } idCard { ${idCard.selection} }`;
    const terms = { categories, includeUndated: true, signature: said.signature };
    const { grant } = await sign(gateway, plan, ann, app, terms);
    const query = (selection: string) =>
      `query TestOperation($id: ID!) { member(id: $id) { ${selection} } }`;
    const halves = [
      everything.slice(0, everything.indexOf('a9:')),
      everything.slice(everything.indexOf('a9:')),
    ];
    for (const as of [asApp(app), asMember(ann)]) {
      for (const half of [...halves, who]) {
        await read(gateway, as, query(half), { id: globalId('Member', ann) });
      }
    }
    const tells = { memberNumber: 'M-ann', familyName: 'Family-ann', birthDate: '1970-01-31' };
    const by = { by: tells };
    const find = `query TestOperation($by: CallerIdentification!) { caller(identification: $by) { memberId } }`;
    await read(gateway, agent, find, by);
    await read(gateway, agent, find, { by: { ...tells, familyName: 'Wrong-guess' } });
    const { grantId, id } = grant;
    await mutate(
      gateway,
      asMember(ann),
      'revokeGrant',
      { grantId: id, reason: said.reason },
      'grant { id }',
    );
    const { grant: second } = await sign(gateway, plan, ann, app, terms);
    const call = { grantId: second.id, caller: tells, reason: said.agentReason };
    await mutate(gateway, agent, 'revokeGrantForCaller', call, 'grant { id }');
    const appId = globalId('App', app.id);
    const risk = { appId, risk: 'MALWARE', securityRisk: said.risk };
    await mutate(gateway, admin, 'suspendApp', risk, 'app { id }');
    await read(
      gateway,
      auditor,
      `{ disclosures { nodes { memberId } } grants { nodes { document } } }`,
    );
    await read(gateway, asPartner(app), '{ disclosures { nodes { index } } }');
    expect(grantId).toBe(Buffer.from(id, 'base64').toString().slice('Grant:'.length));
    leaves = await ledgerLeaves(gateway);
  });
  afterAll(() => gateway.stop());

  test('has entries of every kind that this world can make', () => {
    expect(new Set(leaves.map(({ kind }) => kind))).toEqual(new Set(eventKinds));
  });

  test('is written in ids, hashes, moments and a closed vocabulary alone', () => {
    const names: ReadonlySet<string> = new Set(leaves.flatMap((leaf) => Object.keys(leaf)));
    const foreign = new Set(leaves.flatMap(wordsIn)).difference(vocabulary).difference(names);
    expect([...foreign].filter((word) => !idHashOrNumber.test(word))).toEqual([]);
  });

  test('holds no name, number, birth date, amount, code or free text of any record', () => {
    const text = leaves.flatMap(wordsIn).join('\n');
    const values = new Set(Object.values(everyKind('ann')).flatMap(wordsIn)).difference(vocabulary);
    const telling = [...values].filter((value) => /[^A-Z_a-z]/.test(value) && value.length > 3);
    const known = ['Family-ann', 'M-ann', '1970-01-31', '80.25', '38341003', 'Peanut allergy'];
    expect(telling).toEqual(expect.arrayContaining(known));
    expect(telling.filter((value) => text.includes(value))).toEqual([]);
    for (const word of ['Given', 'Middle', 'Boston', 'Hypertension'])
      expect(text).not.toContain(word);
  });

  test('holds none of the words that people said or signed with', () => {
    const text = JSON.stringify(leaves);
    const tried = ['Wrong-guess', 'shares CLAIMS', `App ${app.partnerId}`, 'Partner ', 'example'];
    for (const words of [...Object.values(said), ...tried]) expect(text).not.toContain(words);
  });

  test('has a member’s own reading apart from the disclosures', async () => {
    const own = leaves.filter(({ kind }) => kind === 'SELF_ACCESS');
    expect(own.length).toBeGreaterThanOrEqual(3);
    const { disclosures } = await read(
      gateway,
      asMember(ann),
      '{ disclosures(first: 100) { nodes { requestId app { id } } } }',
    );
    const requests: string[] = disclosures.nodes.map(
      (node: { requestId: string }) => node.requestId,
    );
    const toApps = leaves.filter(({ kind }) => kind === 'DISCLOSURE').map(({ release }) => release);
    expect([...requests].sort()).toEqual([...toApps].sort());
    for (const { release } of own) expect(requests).not.toContain(release);
  });
});
