import { z } from 'zod';
import { type Label, labels } from '../../consent/vocabulary.ts';
import { type Coding, knownCode, spelling, systemName } from './code-systems.ts';

const text = z.string().min(1);
const oneOrMore = z
  .union([text, z.array(text).min(1)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const entry = z
  .strictObject({
    system: text,
    code: oneOrMore.optional(),
    prefix: oneOrMore.optional(),
    from: text.optional(),
    to: text.optional(),
  })
  .superRefine((given, context) => {
    const range = given.from !== undefined || given.to !== undefined;
    const ways = [given.code !== undefined, given.prefix !== undefined, range];
    if (ways.filter(Boolean).length !== 1) {
      context.addIssue({
        code: 'custom',
        message: 'must have exactly one of code, prefix, or from with to',
      });
    } else if (range && (given.from === undefined || given.to === undefined)) {
      context.addIssue({ code: 'custom', message: 'from and to come together' });
    }
  });

/** One file of codes that carry one label. */
export const valueSetSchema = z
  .strictObject({
    label: z.enum(labels),
    title: text,
    /** Where the membership comes from. */
    source: text,
    codes: z.array(entry).min(1).optional(),
    /** Lower-case ingredient names, looked for in the words beside a medicine's code. */
    ingredients: z.array(z.string().regex(/^[a-z][a-z-]+$/)).optional(),
    /** Words in this order, in lower case, that say so without a code. */
    phrases: z.array(z.string().regex(/^[a-z]+( [a-z]+)+$/)).optional(),
  })
  .refine(({ codes, phrases }) => codes ?? phrases, { error: 'must have codes or phrases' });

/** What a file of codes says. */
export type ValueSet = z.infer<typeof valueSetSchema>;

type Range = { readonly from: string; readonly to: string; readonly label: Label };
type SystemIndex = {
  readonly codes: Map<string, Set<Label>>;
  readonly prefixes: Map<string, Set<Label>>;
  readonly ranges: Range[];
};

/** Which labels a code carries, over all value sets that were loaded. */
export class ValueSetIndex {
  readonly #systems = new Map<string, SystemIndex>();
  readonly #ingredients = new Map<string, Set<Label>>();
  readonly #phrases: (readonly [phrase: string, label: Label])[] = [];

  constructor(valueSets: Iterable<ValueSet>) {
    for (const valueSet of valueSets) this.#add(valueSet);
  }

  /** Labels of one code; none when no value set holds it. */
  *ofCode(coding: Coding): Iterable<Label> {
    const known = knownCode(coding);
    const index = known && this.#systems.get(known.system);
    if (!index) return;
    yield* index.codes.get(known.code) ?? [];
    for (let length = 1; length <= known.code.length; length += 1) {
      yield* index.prefixes.get(known.code.slice(0, length)) ?? [];
    }
    for (const range of index.ranges) {
      // A range of ICD categories holds every code beneath its last one.
      const head = known.code.slice(0, range.to.length);
      if (known.code >= range.from && head <= range.to) yield range.label;
    }
  }

  /** Labels of the ingredients and phrases in the words that stand beside a code, or for one. */
  *ofWords(words: string): Iterable<Label> {
    for (const word of words.toLowerCase().split(/[^a-z]/)) {
      yield* this.#ingredients.get(word) ?? [];
    }
    const plain = ` ${words
      .toLowerCase()
      .split(/[^a-z]+/)
      .join(' ')} `;
    for (const [phrase, label] of this.#phrases) if (plain.includes(` ${phrase} `)) yield label;
  }

  #add(valueSet: ValueSet): void {
    const { label } = valueSet;
    for (const { system, code, prefix, from, to } of valueSet.codes ?? []) {
      const name = systemName(system);
      const index = this.#system(name);
      for (const one of code ?? []) put(index.codes, spelling(name, one), label);
      for (const one of prefix ?? []) put(index.prefixes, spelling(name, one), label);
      if (from !== undefined && to !== undefined) {
        index.ranges.push({ from: spelling(name, from), to: spelling(name, to), label });
      }
    }
    for (const ingredient of valueSet.ingredients ?? []) put(this.#ingredients, ingredient, label);
    for (const phrase of valueSet.phrases ?? []) this.#phrases.push([phrase, label]);
  }

  #system(name: string): SystemIndex {
    const found = this.#systems.get(name);
    if (found) return found;
    const made = { codes: new Map(), prefixes: new Map(), ranges: [] };
    this.#systems.set(name, made);
    return made;
  }
}

function put(map: Map<string, Set<Label>>, key: string, label: Label): void {
  const found = map.get(key);
  if (found) found.add(label);
  else map.set(key, new Set([label]));
}
