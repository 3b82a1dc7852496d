import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { rounds, tellProgress } from '../kit/drill.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId } from '../kit/graphql.ts';
import { splitReceipt } from '../kit/receipt.ts';
import { difference, median, percentile } from '../kit/statistics.ts';
import { makeRefusalsWorld, type RefusalsWorld, unknown } from './refusals-world.ts';

/**
 * Whether the time that a refusal takes tells why: reported, not judged, for a machine that does
 * other things too decides what is seen. In full, a difference of medians beyond a fifth is one to
 * explain.
 */
const samples = rounds(15, 1_500);

let gateway: TestGateway;
let world: RefusalsWorld;
beforeAll(async () => {
  gateway = await startTestGateway();
  world = await makeRefusalsWorld(gateway);
});
afterAll(() => gateway.stop());

type Refused = {
  readonly why: string;
  readonly as: TokenHolder;
  readonly id: string;
  /** What whoever asks could compare it with; the first of a table unless told. */
  readonly against?: string;
};

/** Sends each once a round, in a new order every time, so that what drifts drifts for all. */
async function timesOf(
  refused: readonly Refused[],
  query: string,
  expected: RegExp,
): Promise<number[][]> {
  const asked = await Promise.all(
    refused.map(async ({ as, id }) => ({
      authorization: `Bearer ${await gateway.token(as)}`,
      body: JSON.stringify({ query, variables: { id } }),
      times: [] as number[],
    })),
  );
  const tell = tellProgress('refusals', samples);
  for (let round = -5; round < samples; round += 1) {
    for (const one of shuffled(asked)) {
      const begun = performance.now();
      const response = await fetch(`${gateway.baseUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: one.authorization },
        body: one.body,
      });
      const { text } = splitReceipt(await response.text());
      // The first rounds warm connections and plans up.
      if (round >= 0) one.times.push(performance.now() - begun);
      expect(text).toMatch(expected);
    }
    tell(round + 1);
  }
  return asked.map(({ times }) => times);
}

function shuffled<One>(all: readonly One[]): One[] {
  const left = [...all];
  return all.flatMap(() => left.splice(randomInt(left.length), 1));
}

/** A table of how each differs from what it is compared with. */
function report(title: string, refused: readonly Refused[], times: readonly number[][]): string {
  const byName = new Map(refused.map(({ why }, at) => [why, times[at] ?? []]));
  const rows = refused.map(({ why, against = refused[0]?.why ?? '' }) => {
    const own = byName.get(why) ?? [];
    const { medians, low, high, t, z, delta } = difference(byName.get(against) ?? [], own);
    const numbers = [median(own), percentile(own, 0.9)].map((value) => value.toFixed(2));
    const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
    const compared = [percent(medians), `${percent(low)} … ${percent(high)}`];
    const tests = [t, z, delta].map((value) => value.toFixed(2));
    return `| ${[why, ...numbers, against, ...compared, ...tests].join(' | ')} |`;
  });
  return [
    `\n${title}: ${samples} samples each, interleaved`,
    '| Refused because | median ms | 90 % ms | against | medians differ | 95 % between | Welch t | rank z | Cliff δ |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const nothing = /^\{"data":\{"(node|member)":null\}\}$/;

async function reported(
  title: string,
  refused: readonly Refused[],
  query: string,
  expected = nothing,
): Promise<void> {
  const table = report(title, refused, await timesOf(refused, query, expected));
  process.stdout.write(table);
  expect(table.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(
    refused.length + 1,
  );
  expect(table).not.toContain('NaN');
}

const nobody = asMember(unknown);
const node = 'query Q($id: ID!) { node(id: $id) { id } }';

test('how long it takes an app to be told that a member is not there', async () => {
  const ann = globalId('Member', world.ann);
  const { 'granted, and the token is for another member': elsewhere = nobody, ...without } =
    world.without;
  const [stranger = nobody] = Object.values(without);
  const refused: Refused[] = [
    { why: 'unknown', as: stranger, id: globalId('Member', unknown) },
    { why: 'unknown, once more', as: stranger, id: globalId('Member', unknown) },
    ...Object.entries(without).map(([why, as]) => ({ why, as, id: ann })),
    { why: 'unknown, the token is for one', as: elsewhere, id: globalId('Member', unknown) },
    {
      why: 'granted, and the token is for another',
      as: elsewhere,
      id: ann,
      against: 'unknown, the token is for one',
    },
  ];
  const query = 'query Q($id: ID!) { member(id: $id) { claims { nodes { id } } } }';
  await reported('A member, to an app', refused, query);
});

test('how long it takes an app with a grant to be told that a record is not there', async () => {
  const as = asApp(await world.granted({ since: '2018-01-01' }));
  const plan = asApp(await world.granted({ since: '2018-01-01' }, 'HEALTH_PLAN'));
  const claims = asApp(await world.granted({ categories: ['CLAIMS'] }));
  const of = (type: string, id: string) => globalId(type, `${world.ann}.${id}`);
  const labelled = of('Condition', world.id('Condition', 'labelled'));
  const old = of('Condition', world.id('Condition', 'old'));
  const undated = of('Condition', world.id('Condition', 'undated'));
  const authorisation = of('Claim', world.id('ExplanationOfBenefit', 'authorisation'));
  const refused: Refused[] = [
    { why: 'unknown', as, id: of('Condition', unknown) },
    { why: 'unknown, once more', as, id: of('Condition', unknown) },
    { why: 'withheld by its label', as, id: labelled },
    { why: 'withheld by the window', as, id: old },
    { why: 'withheld for want of a date', as, id: undated },
    { why: 'unknown, of a category not granted', as: claims, id: of('Condition', unknown) },
    {
      why: 'withheld by its category',
      as: claims,
      id: old,
      against: 'unknown, of a category not granted',
    },
    { why: 'unknown, to a plan', as: plan, id: of('Claim', unknown) },
    {
      why: 'a prior authorisation, to a plan',
      as: plan,
      id: authorisation,
      against: 'unknown, to a plan',
    },
  ];
  await reported('A record, to an app with a grant', refused, node);
});

test('how long it takes a member to be told that another is not there', async () => {
  const as = asMember(world.ben);
  const claim = world.id('ExplanationOfBenefit', 'claim-ann');
  const refused: Refused[] = [
    { why: 'unknown', as, id: globalId('Member', unknown) },
    { why: 'unknown, once more', as, id: globalId('Member', unknown) },
    { why: 'another member', as, id: globalId('Member', world.ann) },
    { why: "another's record", as, id: globalId('Claim', `${world.ann}.${claim}`) },
  ];
  await reported('A member, to another', refused, node);
});

test('how long it takes an app to be shown a list of which the rest is withheld', async () => {
  const many = rounds(50, 500);
  await world.withhold('ann', many);
  const as = asApp(await world.granted({ since: '2018-01-01' }));
  const refused: Refused[] = [
    { why: 'none withheld', as, id: globalId('Member', world.ben) },
    { why: 'none withheld, once more', as, id: globalId('Member', world.ben) },
    { why: `${many} withheld by their label`, as, id: globalId('Member', world.ann) },
  ];
  const query = 'query Q($id: ID!) { member(id: $id) { conditions { nodes { labels } } } }';
  await reported(
    'A list, to an app with a grant',
    refused,
    query,
    /^\{"data":\{"member":\{"conditions":\{"nodes":\[\{"labels":\[\]\}\]\}\}\}\}$/,
  );
});
