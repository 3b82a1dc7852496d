import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { isLetThrough } from '../access-table.ts';
import { drawArguments } from './arguments.ts';
import type { Dice } from './dice.ts';
import type { Pool, Resumption } from './pool.ts';
import type { Aim, Field, Routes } from './routes.ts';
import type { Asker } from './rule.ts';
import { Wording } from './wording.ts';

/** An operation as it is sent. */
export type Question = {
  readonly asker: Asker;
  readonly document: string;
  readonly variables: Record<string, unknown>;
  /** Which mutation it is, if it is one. */
  readonly mutation?: string | undefined;
};

/** Where a selection stands. */
type Place = {
  /** How many steps down are left. */
  readonly left: number;
  readonly aim: Aim | undefined;
  /** The member that it is about, where the way there tells. */
  readonly about?: string | undefined;
  /** The type of object that an id was drawn for. */
  readonly expect?: string | undefined;
};

/** What a question is drawn with. */
export type Asking = {
  readonly dice: Dice;
  readonly pool: Pool;
  readonly routes: Routes;
  readonly asker: Asker;
  /** What no executed operation has reached yet. */
  readonly missing: ReadonlySet<string>;
  /** A list to be read on. */
  readonly resume?: Resumption | undefined;
};

type Maybe<T> = T | null | undefined;

const mostFields = 45;

/** Draws one operation: valid by the schema, on a random way to its aim, with anything beside it. */
export function drawQuestion(asking: Asking, root: 'Query' | 'Mutation', aim: Aim): Question {
  return new Writer(asking).operation(root, aim);
}

class Writer {
  readonly #asking: Asking;
  readonly #dice: Dice;
  readonly #schema: GraphQLSchema;
  readonly #wording: Wording;
  #fields = 0;

  constructor(asking: Asking) {
    this.#asking = asking;
    this.#dice = asking.dice;
    this.#wording = new Wording(asking.dice);
    this.#schema = asking.routes.schema;
  }

  operation(root: 'Query' | 'Mutation', aim: Aim): Question {
    const { asker, routes } = this.#asking;
    const shortest = routes.steps(root, aim.type);
    const left =
      root === 'Mutation'
        ? 4 + this.#dice.below(3)
        : Math.min(shortest + this.#dice.below(5), Math.max(shortest, 7));
    const deed = root === 'Mutation' ? this.#deed(aim) : undefined;
    const body = deed
      ? this.#field(root, deed, { left, aim }, new Set())
      : this.#select(this.#schema.getQueryType(), { left, aim }, new Set());
    return {
      asker,
      mutation: deed?.name,
      document: this.#wording.document(root === 'Query' ? 'query' : 'mutation', body),
      variables: this.#wording.variables,
    };
  }

  /** The one mutation of an operation: alone, so that what it changed tells what it did. */
  #deed(aim: Aim): Field {
    const all = this.#asking.routes.fields(this.#schema.getMutationType() ?? undefined);
    return this.#dice.one(all.filter(({ name }) => name === aim.field));
  }

  #select(type: Maybe<GraphQLNamedType>, place: Place, scope: Set<string>): string {
    if (!isCompositeType(type)) throw new Error('nothing to select from');
    const parts = isAbstractType(type)
      ? this.#branches(type, place, scope)
      : this.#chosen(type, place).map((field) => this.#field(type.name, field, place, scope));
    const said = parts.filter((part) => part !== '');
    if (said.length === 0) said.push(`t${scope.size}: __typename`);
    if (this.#dice.chance(8) && !scope.has('__typename')) said.push('__typename');
    if (said.includes('__typename')) scope.add('__typename');
    return isObjectType(type) ? this.#wording.inFragments(type.name, said) : said.join(' ');
  }

  /** The field that leads on to the aim, and a few beside it. */
  #chosen(type: GraphQLNamedType, place: Place): Field[] {
    const { routes, asker, missing } = this.#asking;
    const all = routes.fields(type);
    const mayAsk = (field: Field) => isLetThrough(asker.kind, `${type.name}.${field.name}`);
    const passing = this.#dice.chance(93) ? all.filter(mayAsk) : all;
    const { aim } = place;
    const ahead = all.filter((field) =>
      // What was carried out is always looked at.
      type.name.endsWith('Payload')
        ? true
        : aim?.type === type.name
          ? field.name === aim.field
          : aim !== undefined && this.#leads(getNamedType(field.type), place),
    );
    const good = ahead.filter(mayAsk);
    const first = ahead.length === 0 ? [] : [this.#dice.one(good.length > 0 ? good : ahead)];
    const lacking = passing
      .filter(({ name }) => missing.has(`${type.name}.${name}`) && this.#dice.chance(40))
      .slice(0, 5);
    const any = Array.from({ length: passing.length === 0 ? 0 : this.#dice.below(4) }, () =>
      this.#dice.one(passing),
    );
    const beside = [...lacking, ...any].filter(
      (field) => !isCompositeType(getNamedType(field.type)) || this.#goesOn(place),
    );
    return [...first, ...beside];
  }

  #leads = (type: GraphQLNamedType, { left, aim }: Place): boolean =>
    aim !== undefined && this.#asking.routes.steps(type.name, aim.type) < left;

  #goesOn = ({ left }: Place): boolean =>
    left > 1 && this.#fields < mostFields && this.#dice.chance(45);

  /** Of an interface or union: a branch for the type that is expected, and for others. */
  #branches(type: GraphQLNamedType, place: Place, scope: Set<string>): string[] {
    const possible = this.#asking.routes.next(type);
    const ahead = possible.filter((one) => one.name === place.expect);
    const others = possible.filter(() => this.#dice.chance(4)).slice(0, 2);
    const inner = { ...place, left: place.left - 1 };
    if (type.name !== 'Node') for (const name of ['code', 'message', 'path']) scope.add(name);
    const branches = [...new Set([...ahead, ...others])].map((part) => {
      const within = part.name === place.expect ? inner : { ...inner, aim: undefined };
      return `... on ${part.name} { ${this.#select(part, within, scope)} }`;
    });
    if (type.name !== 'Node') {
      // What a mutation did not do, it gives a reason for; the names are the judge's to find.
      return ['outcome: __typename ... on Error { code message path }', ...branches];
    }
    if (scope.has('id') || this.#dice.chance(50)) return branches;
    scope.add('id');
    return ['id', ...branches];
  }

  /** Writes a field under a name that is free in its scope; nothing when there is none left. */
  #field(parent: string, field: Field, place: Place, scope: Set<string>): string {
    const below = getNamedType(field.type);
    const name = this.#wording.nameFor(field.name, scope, parent !== 'Mutation');
    if (name === undefined) return '';
    this.#fields += 1;
    const alias = name === field.name ? '' : `${name}: `;
    const towards = place.aim?.type === parent ? undefined : place.aim;
    const expect = this.#expected(below, towards, place.left - 1);
    const called = { parent, field, about: place.about, expect };
    const { args, about } = drawArguments(this.#asking, this.#wording, called);
    const directive = parent === 'Mutation' ? '' : this.#wording.directive();
    const written = `${alias}${field.name}${args}${directive}`;
    if (!isCompositeType(below)) return written;
    const on = towards && this.#leads(below, place) ? towards : undefined;
    const inner = { left: place.left - 1, aim: on, about, expect };
    return `${written} { ${this.#select(below, inner, new Set())} }`;
  }

  /** Of which type the object behind an interface or union is to be. */
  #expected(type: GraphQLNamedType, aim: Aim | undefined, left: number): string | undefined {
    if (!isAbstractType(type)) return undefined;
    const { routes } = this.#asking;
    const possible = routes
      .next(type)
      .filter(({ name }) => type.name === 'Node' || name.endsWith('Payload'));
    const ahead = possible.filter(({ name }) => aim && routes.steps(name, aim.type) < left);
    return this.#dice.one(ahead.length > 0 ? ahead : possible).name;
  }
}
