import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { recordStatements, type Statement } from '../kit/statements.ts';
import { appId, makeGoldenWorld, partnerId, richMemberId } from './world.ts';

/**
 * Each operation beside what it answers and which statements it takes. After a change that is meant,
 * run with UPDATE_GOLDEN=1, read the difference, and commit it with the change.
 */
const updating = process.env['UPDATE_GOLDEN'] === '1';
const howToUpdate =
  'differs from the golden file; if that is meant: UPDATE_GOLDEN=1 npx vitest run test/golden, ' +
  'then npx biome format --write test/golden, and read the difference';

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');
const app: TokenHolder = { kind: 'APP', appId };

/** The request whose disclosures the auditor reads. */
let disclosedBy: string | null;

type Operation = { name: string; as: TokenHolder; variables?: () => Record<string, unknown> };
const operations: Operation[] = [
  { name: 'app-claims-of-members', as: app },
  { name: 'app-demographics-and-conditions', as: app },
  { name: 'app-one-member', as: app, variables: () => ({ id: globalId('Member', richMemberId) }) },
  { name: 'member-own-record', as: { kind: 'MEMBER', memberId: richMemberId } },
  {
    name: 'auditor-disclosures',
    as: { kind: 'AUDITOR' },
    variables: () => ({ appId: globalId('App', appId), requestId: disclosedBy }),
  },
  { name: 'partner-apps', as: { kind: 'PARTNER', partnerId } },
];

const fileOf = (name: string, ending: string) =>
  new URL(`operations/${name}.${ending}`, import.meta.url);

/** Statements as text: what was sent, without its indentation, and how many rows came back. */
const textOf = (statements: readonly Statement[]) =>
  statements
    .map(({ text, rows }) => `${text.replace(/\s+/g, ' ').trim()};\n-- rows: ${rows}\n`)
    .join('\n');

/** JSON as one writer has it, whatever formatted the file since. */
const asJson = (text: string) => JSON.stringify(JSON.parse(text), null, 2);
/** Branches of a query are read side by side, so which of their statements comes first is chance. */
const asStatements = (text: string) => text.trim().split('\n\n').sort().join('\n\n');

async function compare(file: URL, actual: string, normal: (text: string) => string): Promise<void> {
  let recorded = await readFile(file, 'utf8').catch(() => undefined);
  // What is the same stays as it is, so that the difference shows what changed and no more.
  if (updating && (recorded === undefined || normal(recorded) !== normal(actual))) {
    await writeFile(file, actual);
    recorded = actual;
  }
  expect(normal(actual), `${file.pathname} ${howToUpdate}`).toBe(recorded && normal(recorded));
}

let gateway: TestGateway;
beforeAll(async () => {
  // Each operation is interpreted when it is asked first, and compiled when it is asked again.
  gateway = await startTestGateway({
    COMPILE_AFTER_EXECUTIONS: '1',
    PERMISSION_MEMORY_MS: '0',
    // Nothing is signed or sent while statements are written down.
    LEDGER_CHECKPOINT_EVERY_MS: '60000',
    MAIL_COURIER: 'off',
    WEBHOOK_COURIER: 'off',
  });
  await makeGoldenWorld(gateway);
  const query = await readFile(fileOf('app-demographics-and-conditions', 'graphql'), 'utf8');
  const disclosed = await gateway.ask(query, { as: app });
  disclosedBy = disclosed.headers.get('x-request-id');
});
afterAll(() => gateway.stop());

/** Asks, and writes down the statements that it took. */
async function ask(query: string, as: TokenHolder, variables: Record<string, unknown> = {}) {
  const token = await gateway.token(as);
  const recording = recordStatements();
  try {
    const answer = await gateway.ask(query, { token, variables });
    return { answer, statements: recording.statements };
  } finally {
    recording.stop();
  }
}

describe('the recorded operations', () => {
  test.each(operations)('$name answers and reads as recorded', async ({ name, as, variables }) => {
    const query = await readFile(fileOf(name, 'graphql'), 'utf8');
    for (const _way of ['interpreted', 'compiled']) {
      const { answer, statements } = await ask(query, as, variables?.());
      expect(answer.status).toBe(200);
      const result = `${JSON.stringify(answer.body, null, 2)}\n`;
      await compare(fileOf(name, 'result.json'), result, asJson);
      await compare(fileOf(name, 'sql'), textOf(statements), asStatements);
    }
  });
});

describe('the number of statements', () => {
  const perMember = (first: number) => `{ members(first: ${first}) { nodes {
    memberId plan { name } demographics { familyName } idCard { planName }
    claims(first: 20) { nodes { id paidAmount { amount } lines { sequence } diagnoses { sequence } } }
    payments(first: 5) { nodes { claim { id } } } } } }`;
  const perEntry = (first: number) => `{ disclosures(first: ${first}) { nodes {
    memberId app { name partner { name } } } } }`;

  test.each([
    { what: 'members', query: perMember, as: app, few: 5, many: 50 },
    { what: 'disclosures', query: perEntry, as: { kind: 'AUDITOR' } as const, few: 2, many: 10 },
  ])('is the same for few and for many $what', async ({ query, as, few, many }) => {
    const textsOf = async (first: number) => {
      const { answer, statements } = await ask(query(first), as);
      expect(answer.body.errors).toBeUndefined();
      return statements.map(({ text }) => text.replace(/\$\d+(,\$\d+)*/g, '$…')).sort();
    };
    expect(await textsOf(many)).toEqual(await textsOf(few));
  });
});
