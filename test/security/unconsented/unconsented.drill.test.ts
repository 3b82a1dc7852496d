import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rounds, tellProgress } from '../../kit/drill.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { connectAs } from '../../kit/sessions.ts';
import { drawAsker } from './askers.ts';
import { Coverage } from './coverage.ts';
import { type Dice, diceFrom, diceOf } from './dice.ts';
import { makeOffice } from './office-world.ts';
import { drawQuestion, type Question } from './question.ts';
import { type Field, Routes } from './routes.ts';
import { printedSchema, Trial } from './trial.ts';
import { makeWorld } from './world.ts';

/**
 * Nothing unconsented, and all that is consented. A random world is imported as FHIR by the importer
 * that users have; its generator keeps what it put in: which code, which day, which words. Random
 * valid operations over the whole printed schema are sent over HTTP by random viewers, while members
 * sign and revoke in between. What each answer must be is worked out by GraphQL's own executor over the generator's
 * records and the raw rows of grants, apps and plans, by a rule of consent that is said anew in
 * rule.ts. The gateway's answer must be that one: every value, page, cursor and refusal. Besides, the
 * whole response is searched for words, amounts and ids of others, and the ledger must account
 * for what was shown, under that very grant. Cursors are opaque: answers teach what each stands for.
 *
 * A failure prints its seed; with that and the number of cases in UNCONSENTED_SEED and
 * UNCONSENTED_CASES the same run comes again.
 */
const seed = Number(process.env['UNCONSENTED_SEED'] ?? Date.now() % 1_000_000_000);
const cases = Number(process.env['UNCONSENTED_CASES'] ?? rounds(600, 50_000));
/** Chance may leave a field or an argument for later. */
const casesAtMost = Math.max(6_000, Math.floor(cases * 1.5));
/** Questions between two changes of the world: so many stand on the same grants, and can shrink. */
const questionsOfRound = 40;
const changesOfRound = 5;

const schema = printedSchema();
const routes = new Routes(schema);
const coverage = new Coverage(schema);
const typesWithIds = new Set(routes.next(schema.getType('Node')).map(({ name }) => name));

let gateway: TestGateway;
let client: pg.Client;
let trial: Trial;
beforeAll(async () => {
  gateway = await startTestGateway({
    LEDGER_CHECKPOINT_EVERY_MS: '50',
    // What is asked for stays as it is: no answer changes between two questions.
    EVIDENCE_EXPORTS: 'off',
    MAIL_COURIER: 'off',
    WEBHOOK_COURIER: 'off',
  });
  client = await connectAs(gateway.url);
  const dice = diceFrom(seed);
  const world = await makeWorld(gateway, dice, seed);
  await makeOffice(gateway, dice, world);
  trial = await Trial.open({ gateway, client, world, schema, coverage });
}, 120_000);
afterAll(async () => {
  await client?.end();
  await gateway?.stop();
});

test('an answer holds what is consented, all of it, and nothing else', async () => {
  const told = tellProgress('unconsented', cases);
  const isDone = () => coverage.cases >= (coverage.missing.length === 0 ? cases : casesAtMost);
  for (let round = 0; !isDone(); round += 1) {
    await askQuestions(round);
    for (let change = 0; change < changesOfRound; change += 1) await askForChange(round, change);
    told(coverage.cases);
  }
  console.log(`Nothing unconsented, seed ${seed}\n${coverage.report()}`);
  expect(coverage.missing, 'fields and arguments that nobody asked for').toEqual([]);
  expect(coverage.healthShare, 'answers with health data').toBeGreaterThan(0.2);
  for (const kind of ['own', "another viewer's", "another list's", 'forged']) {
    expect(coverage.counted('cursors', kind), `cursors: ${kind}`).toBeGreaterThan(0);
  }
}, 3_600_000);

/** Asks for fields that were not reached yet, and for any. */
async function askQuestions(round: number): Promise<void> {
  const pool = trial.pool();
  const lacking = new Set(coverage.missing);
  const lacks = (field: string) =>
    [...lacking].some((one) => one === field || one.startsWith(`${field}(`));
  const aims = routes.aimsFrom('Query');
  const missing = aims.filter(({ type, field }) => lacks(`${type}.${field}`));
  const lists = aims.filter(({ type }) => type === 'Member' || type === 'Query');
  const records = aims.filter(({ type }) => typesWithIds.has(type));
  const delicate = aims.filter(
    (aim) => routes.typeOf(aim) === 'Money' || /^(Claim|Payment)/.test(aim.type),
  );
  const draw = (dice: Dice): Question => {
    const resume = dice.chance(12) ? pool.resumption(dice) : undefined;
    const list = resume && lists.find((aim) => routes.listOf(aim) === resume.list);
    // What chance has left is asked for on purpose in the end.
    const left = coverage.cases > cases ? [missing, missing, missing, missing, missing] : [];
    const groups = [...left, missing, missing, records, records, records, delicate, delicate, aims];
    const any = dice.one(groups.filter((group) => group.length > 0));
    const aim = list ?? dice.one(any);
    const asker = resume?.asker ?? drawAsker(dice, pool, aim);
    return drawQuestion({ dice, pool, routes, asker, resume, missing: lacking }, 'Query', aim);
  };
  await holds(draw, { seed: seed + round, numRuns: questionsOfRound });
}

/** Has somebody sign, revoke, register, approve or suspend: carried out or refused, both are judged. */
async function askForChange(round: number, change: number): Promise<void> {
  const pool = trial.pool();
  const lacking = new Set(coverage.missing);
  const deeds = routes.fields(schema.getMutationType() ?? undefined);
  const undone = deeds.filter(({ name }) =>
    [...lacking].some(
      (one) => one.toLowerCase().match(/^(.*)(?:payload|input)\./)?.[1] === name.toLowerCase(),
    ),
  );
  const draw = (dice: Dice): Question => {
    const aim = {
      type: 'Mutation',
      field: dice.one(
        undone.length > 0 && dice.chance(60) ? undone : [...deeds, ...signings(deeds)],
      ).name,
    };
    const asker = drawAsker(dice, pool, aim);
    return drawQuestion({ dice, pool, routes, asker, missing: lacking }, 'Mutation', aim);
  };
  // What is carried out twice is not the same: such a case is reported as it was.
  await holds(draw, { seed: seed + round * 10 + change, numRuns: 1, endOnFailure: true });
}

/** Members sign more than they revoke, so that there is always something to read. */
const signings = (deeds: readonly Field[]) =>
  deeds.filter(({ name }) => name === 'signGrant').flatMap((sign) => [sign, sign]);

/** Draws operations and judges their answers; the first that is wrong is told, as small as it gets. */
async function holds(draw: (dice: Dice) => Question, parameters: fc.Parameters<[Question]>) {
  const property = fc.asyncProperty(
    // Every step of shrinking is a request: some tens of them make the case small enough.
    fc.limitShrink(
      fc.gen().map((generate) => draw(diceOf(generate))),
      60,
    ),
    async (question) => {
      const faults = await trial.faultsOf(question);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  );
  try {
    await fc.assert(property, parameters);
  } catch (cause) {
    const again = `UNCONSENTED_SEED=${seed} UNCONSENTED_CASES=${cases}`;
    throw new Error(`Run again with ${again}`, { cause });
  }
}
