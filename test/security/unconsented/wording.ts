import {
  astFromValue,
  GraphQLBoolean,
  type GraphQLInputType,
  GraphQLNonNull,
  print,
} from 'graphql';
import type { Dice } from './dice.ts';

const mostAliases = 12;
const mostDirectives = 12;

/** The words of one operation: in how many ways the same can be asked. */
export class Wording {
  readonly #dice: Dice;
  readonly #variables: { name: string; type: GraphQLInputType; value: unknown }[] = [];
  readonly #fragments: string[] = [];
  #aliases = 0;
  #directives = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** The whole of it. */
  document(operation: 'query' | 'mutation', body: string): string {
    const declared = this.#variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const name = this.#dice.chance(70) ? 'Asked' : '';
    const head = `${name}${declared ? `(${declared})` : ''}`;
    const short = operation === 'query' && head === '';
    const first = short ? `{ ${body} }` : `${operation} ${head} { ${body} }`;
    return [first, ...this.#fragments].join('\n');
  }

  get variables(): Record<string, unknown> {
    return Object.fromEntries(this.#variables.map(({ name, value }) => [name, value]));
  }

  /** A name for a field that is free in its selection; undefined when no alias is left. */
  nameFor(field: string, scope: Set<string>, mayAlias: boolean): string | undefined {
    let name = field;
    if (scope.has(name) || (mayAlias && this.#dice.chance(8))) {
      if (this.#aliases >= mostAliases) return undefined;
      this.#aliases += 1;
      name = `a${this.#aliases}`;
    }
    scope.add(name);
    return name;
  }

  /** A value in the document, or in a variable. */
  value(type: GraphQLInputType, value: unknown): string {
    if (this.#dice.chance(40)) {
      const name = `v${this.#variables.length}`;
      this.#variables.push({ name, type, value });
      return `$${name}`;
    }
    const node = astFromValue(value, type);
    return node ? print(node) : 'null';
  }

  /** Now and then a condition; most leave the field where it is. */
  directive(): string {
    if (this.#directives >= mostDirectives || !this.#dice.chance(6)) return '';
    this.#directives += 1;
    const name = this.#dice.one(['include', 'skip']);
    const condition = (name === 'include') === this.#dice.chance(75);
    return ` @${name}(if: ${this.value(new GraphQLNonNull(GraphQLBoolean), condition)})`;
  }

  /** Puts some of a selection into fragments: it must read the same. */
  inFragments(type: string, parts: readonly string[]): string {
    const way = this.#dice.below(10);
    if (parts.length === 0 || way > 3) return parts.join(' ');
    const at = this.#dice.below(parts.length);
    const [rest, moved] = [parts.slice(0, at).join(' '), parts.slice(at).join(' ')];
    if (way === 0) return `${rest} ... { ${moved} }`;
    if (way === 1) return `${rest} ... on ${type} { ${moved} }`;
    const name = `f${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type} { ${moved} }`);
    return `${rest} ...${name}`;
  }
}
