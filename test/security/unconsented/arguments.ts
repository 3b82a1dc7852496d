import { getNamedType, isNonNullType } from 'graphql';
import { globalId } from './expected-page.ts';
import type { Asking } from './question.ts';
import type { Field } from './routes.ts';
import { drawValue } from './values.ts';
import type { Wording } from './wording.ts';

/** How often optional arguments are given, in percent; `after` comes with what it belongs to. */
const likelyGiven: Readonly<Record<string, number>> = { first: 50, filter: 22, after: 0 };

/** A field to draw arguments for. */
type Called = {
  readonly parent: string;
  readonly field: Field;
  /** The member that it is about, where the way there tells. */
  readonly about: string | undefined;
  /** The type of object that is to be behind an interface. */
  readonly expect: string | undefined;
};

/** Arguments as they are written, and the member that is known from them. */
export function drawArguments(asking: Asking, wording: Wording, called: Called) {
  const { dice, pool, asker, resume, missing } = asking;
  const { parent, field, expect } = called;
  const named = `${parent}.${field.name}`;
  const isNode = getNamedType(field.type).name === 'Node';
  const wanted =
    { 'Query.member': 'Member', 'Query.app': 'App' }[named] ?? (isNode ? expect : undefined);
  const draw = { dice, pool, asker, wanted, missing, memberId: resume?.memberId };
  const values = new Map(
    field.args
      .filter(({ name, type }) => isNonNullType(type) || dice.chance(likelyGiven[name] ?? 40))
      .map(({ name, type }) => [name, drawValue(draw, name, type)]),
  );
  if (field.args.some(({ name }) => name === 'after')) putCursor(asking, called, values);
  const args = field.args.flatMap(({ name, type }) =>
    values.has(name) ? [`${name}: ${wording.value(type, values.get(name))}`] : [],
  );
  return {
    args: args.length === 0 ? '' : `(${args.join(', ')})`,
    about: memberOf(asking, named, values, expect) ?? called.about,
  };
}

/** Reads on in the list that is to be read on; elsewhere now and then goes on after some cursor. */
function putCursor(asking: Asking, called: Called, values: Map<string, unknown>): void {
  const { dice, pool, asker, resume, missing } = asking;
  const { parent, field, about } = called;
  const type = getNamedType(field.type).name.replace('Connection', '');
  if (resume?.list === (parent === 'Member' ? type : field.name)) {
    goOn(called, values, resume.cursor, resume.filter);
    return;
  }
  if (!dice.chance(missing.has(`${parent}.${field.name}(after)`) ? 40 : 8)) return;
  const someone = about ?? pool.membersSeenBy(asker)[0];
  const list = parent === 'Member' ? `${type} ${someone}` : field.name;
  const { after, filter } = pool.cursor(dice, asker, list);
  if (filter) goOn(called, values, after, filter);
  else values.set('after', after);
}

/** Sets a cursor, and what its list was asked with beside: in a filter, or in arguments of their own. */
function goOn(
  { field }: Called,
  values: Map<string, unknown>,
  after: string,
  filter: object,
): void {
  values.set('after', after);
  if (field.args.some(({ name }) => name === 'filter')) {
    values.set('filter', asArgument(field.name, filter));
    return;
  }
  for (const { name } of field.args) {
    if (name in filter) values.set(name, Reflect.get(filter, name));
    else if (name !== 'first' && name !== 'after') values.delete(name);
  }
}

function memberOf(
  { asker }: Asking,
  named: string,
  values: ReadonlyMap<string, unknown>,
  expect: string | undefined,
): string | undefined {
  if (named === 'Viewer.member') return asker.memberId;
  if (named !== 'Query.member' && !(named === 'Query.node' && expect === 'Member')) {
    return undefined;
  }
  const id = Buffer.from(String(values.get('id')), 'base64').toString();
  return id.split(':')[1];
}

/** A cursor's filter as its list takes it: with global ids where it has those. */
function asArgument(list: string, filter: object): object {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => {
      if (name === 'appId') return [name, globalId('App', String(value))];
      if (name === 'memberId' && list === 'grants')
        return [name, globalId('Member', String(value))];
      return [name, value];
    }),
  );
}
