import type { View } from './expected-page.ts';
import { type MadeRecord, markOf, marksIn } from './record.ts';
import {
  type Asker,
  maySee,
  memberOf,
  membersInWebhooks,
  type Reach,
  reachOf,
  seesMoney,
  visibleComplaints,
  visibleDeletions,
  visibleDisclosures,
  visibleGrants,
} from './rule.ts';

/** What came back, and what was sent: as text. */
export type Exchange = {
  readonly sent: string;
  readonly data: string;
  /** Errors, headers and whatever else is not data. */
  readonly beside: string;
};

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const base64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const ownWords = /(signature|reason|complaint|answer)-of-([0-9a-f-]{36})/g;

/** A text with what global ids and cursors in it hold. */
const opened = (text: string): string =>
  [
    text,
    ...[...text.matchAll(base64)].map(([one]) => Buffer.from(one, 'base64').toString('latin1')),
  ].join(' ');

/**
 * Searches a whole answer, not only where data is looked for, for anything that is a member's:
 * words, amounts and ids of records, opaque ids and cursors opened. Tells what may not be there.
 */
export function betrayals(view: View, exchange: Exchange): string[] {
  const sent = opened(exchange.sent);
  const data = opened(exchange.data);
  const beside = opened(exchange.beside);
  return [
    ...unseenMarks(view, data, sent),
    ...unseenIds(view, data, sent),
    ...unseenWords(view, data),
    // What a request said itself may come back in an error; nothing else of anybody may.
    ...marksIn(beside)
      .any.filter((one) => !sent.includes(markOf(one)))
      .map((one) => `record ${one} beside the data`),
    ...idsIn(view, beside)
      .filter((id) => !sent.includes(id))
      .map((id) => `id ${id} beside the data`),
    ...[...beside.matchAll(ownWords)]
      .filter(([text]) => !sent.includes(text))
      .map(([text]) => `${text} beside the data`),
  ];
}

function unseenMarks(view: View, data: string, sent: string): string[] {
  const { any, money } = marksIn(data);
  const records = recordsByNumber(view);
  const seen = (number: number, costs: boolean) =>
    (records.get(number) ?? []).some((record) => {
      const reach = reachOf(view.now, view.asker, record.memberId);
      return maySee(reach, record) && (!costs || showsMoney(reach));
    });
  return [
    ...any
      .filter((number) => !seen(number, false) && !sent.includes(markOf(number)))
      .map((number) => `something of record ${number}`),
    ...money
      .filter((number) => !seen(number, true))
      .map((number) => `an amount of record ${number}`),
  ];
}

const showsMoney = (reach: Reach | undefined) => reach !== undefined && seesMoney(reach);

const numbered = new WeakMap<object, Map<number, MadeRecord[]>>();

function recordsByNumber({ world }: View): Map<number, MadeRecord[]> {
  const known = numbered.get(world) ?? Map.groupBy(world.records.values(), ({ number }) => number);
  numbered.set(world, known);
  return known;
}

/** The ids of members and of their records. A member's own id is that of their Patient. */
const idsIn = ({ world }: View, text: string): string[] =>
  [...new Set([...text.matchAll(uuids)].map(([id]) => id))].filter((id) => world.records.has(id));

function unseenIds(view: View, data: string, sent: string): string[] {
  const { asker, now, world } = view;
  // Grants and disclosures name ids, and an auditor reads all of them; of health data nothing but ids.
  if (asker.kind === 'AUDITOR') return [];
  const seen = (id: string): boolean => {
    const record = world.records.get(id);
    if (record === undefined) return false;
    const reach = reachOf(now, asker, record.memberId);
    return (id === record.memberId && reach !== undefined) || maySee(reach, record);
  };
  const unseen = idsIn(view, data).filter((id) => !seen(id));
  if (unseen.length === 0) return [];
  const told = new Set([
    ...visibleGrants(now, asker).map((grant) => grant.member_id),
    ...visibleDisclosures(now, asker).flatMap(({ leaf }) => [
      leaf.member ?? '',
      ...Object.values(leaf.records ?? {}).flat(),
    ]),
    ...(asker.kind === 'AGENT' ? callers(view, sent) : []),
    ...membersInWebhooks(now, asker),
    ...visibleComplaints(now, asker).map((one) => one.member_id),
    ...visibleDeletions(now, asker).map((one) => memberOf(now, one)),
  ]);
  return unseen.filter((id) => !told.has(id)).map((id) => `id ${id}`);
}

/** Whom a caller's own words are of. */
const callers = (view: View, sent: string): string[] =>
  marksIn(sent)
    .any.flatMap((number) => recordsByNumber(view).get(number) ?? [])
    .map((one) => one.memberId);

/** Who reads what members wrote, and what was answered to them, beside themselves. */
const readersOf: Readonly<Record<string, readonly Asker['kind'][]>> = {
  signature: ['AUDITOR'],
  reason: ['AUDITOR', 'AGENT'],
  complaint: ['AGENT', 'ADMIN'],
  answer: ['AGENT', 'ADMIN'],
};

const unseenWords = ({ asker }: View, data: string): string[] =>
  [...data.matchAll(ownWords)]
    .filter(
      ([, what = '', memberId]) =>
        !readersOf[what]?.includes(asker.kind) &&
        !(asker.kind === 'MEMBER' && asker.memberId === memberId),
    )
    .map(([text]) => text);
