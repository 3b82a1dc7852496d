import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { MadeRecord } from './record.ts';
import type { Asker, Now } from './rule.ts';
import type { World } from './world.ts';

/** An object as the expected answer is made of: plain values, or functions of a field's arguments. */
export type Shape = Readonly<Record<string, unknown>>;
export type Arguments = Readonly<Record<string, unknown>>;

/** How often cursors of each origin were asked with. */
export type CursorKind =
  | 'own'
  | "another filter's"
  | "another list's"
  | "another viewer's"
  | 'forged';

/** Everything that an answer depends on, and what it turned out to hold. */
export type View = {
  readonly world: World;
  readonly now: Now;
  readonly asker: Asker;
  /** What the gateway's sealed cursors stand for, as learnt from earlier answers. */
  readonly sealed: ReadonlyMap<string, string>;
  /** Told of each cursor that is asked with. */
  readonly usedCursor: (kind: CursorKind) => void;
  /** Which records an object shows something of. */
  readonly shows: WeakMap<object, readonly MadeRecord[]>;
  /** Members whose being there is told. */
  readonly members: Set<string>;
  /** Members whose complaints and deletion requests somebody who oversees is shown. */
  readonly heard: Set<string>;
};

/** A refusal, by the code that a client meets. */
export const refusal = (code: string) => new GraphQLError(code, { extensions: { code } });

/** Who a cursor is for: the gateway knows a subject, and every token of an app has the app's. */
export const subjectOf = ({ kind, memberId, appId }: Asker): string =>
  `${kind} ${kind === 'APP' ? appId : (memberId ?? '')}`;

/** A list: its name, with whose it is, and its filter as it was asked. */
export type ListName = { readonly name: string; readonly filter: unknown };

/** Where an expected cursor stands; the real one is opaque. */
export const cursorToken = z.tuple([z.string(), z.string(), z.string(), z.string()]);
export const tokenPrefix = 'cursor:';
/** A secret of which the hash alone is kept: it stands before the SHA-256, hex. */
export const hashPrefix = 'hash:';

const tokenOf = (view: View, list: ListName, key: string): string =>
  `${tokenPrefix}${JSON.stringify([subjectOf(view.asker), list.name, JSON.stringify(list.filter), key])}`;

/**
 * A page of a list, by keyset: what stands after the cursor's key, whether the thing it was made
 * from is still there or not.
 *
 * @param sorted everything that the viewer may see of the list, in its order
 * @param isAfter whether a key stands after another one, in that order
 */
export function pageOf<T extends object>(
  view: View,
  list: ListName,
  { first, after }: Arguments,
  sorted: readonly T[],
  keyOf: (item: T) => string,
  isAfter: (key: string, other: string) => boolean,
  shapeOf: (item: T) => Shape,
): Shape {
  const take = z.number().parse(first ?? 20);
  if (take < 1 || take > 100) throw refusal('BAD_USER_INPUT');
  const start = typeof after === 'string' ? openCursor(view, list, after) : undefined;
  const rest = sorted.filter((item) => start === undefined || isAfter(keyOf(item), start));
  const edges = rest
    .slice(0, take)
    .map((item) => ({ cursor: tokenOf(view, list, keyOf(item)), node: shapeOf(item) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      // Of what the viewer may see alone: what is withheld is not even counted.
      hasNextPage: rest.length > take,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function openCursor(view: View, list: ListName, cursor: string): string {
  const token = view.sealed.get(cursor);
  if (token === undefined) return refused(view, 'forged');
  const [subject, name, filter, key] = cursorToken.parse(
    JSON.parse(token.slice(tokenPrefix.length)),
  );
  if (subject !== subjectOf(view.asker)) return refused(view, "another viewer's");
  if (name !== list.name) return refused(view, "another list's");
  if (filter !== JSON.stringify(list.filter)) return refused(view, "another filter's");
  view.usedCursor('own');
  return key;
}

function refused(view: View, kind: CursorKind): never {
  view.usedCursor(kind);
  throw refusal('BAD_CURSOR');
}

/** Keys in rising order, and in falling order. */
export const rising = (key: string, other: string) => key > other;
export const falling = (key: string, other: string) => key < other;

/** The global id of an object. */
export const globalId = (type: string, id: string) =>
  Buffer.from(`${type}:${id}`).toString('base64');

/** A global id taken apart; what is none is the client's mistake. */
export function parseGlobalId(text: unknown): { type: string; id: string } {
  const [type = '', ...rest] = Buffer.from(String(text), 'base64').toString('utf8').split(':');
  const id = rest.join(':');
  if (!/^[A-Z_a-z]\w*$/.test(type) || id === '') throw refusal('BAD_USER_INPUT');
  return { type, id };
}

/** The id within a global id that must be of one type. */
export function idOf(wanted: string, text: unknown): string {
  const { type, id } = parseGlobalId(text);
  if (type !== wanted) throw refusal('BAD_USER_INPUT');
  return id.toLowerCase();
}

/** The fields of an input object; none when it is absent. */
export const inputOf = (value: unknown): Arguments =>
  z.record(z.string(), z.unknown()).nullish().parse(value) ?? {};

/** What of an input says something: a filter by nothing is no filter. */
export const given = (input: Arguments): Arguments =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
