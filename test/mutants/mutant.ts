/** An exact text and what stands in its place. */
type Edit = { readonly find: string; readonly replace: string };

/**
 * A small deliberate defect, which the tests must catch. It is made in a copy of the tree, by exact
 * text: nothing in the sources knows of it, and a text that is no longer there is noticed.
 */
export type Mutant = Edit & {
  readonly name: string;
  /** What the defect would break. */
  readonly promise: string;
  /** From the root of the tree. */
  readonly file: string;
  /** Further edits of the same file, where one text does not make the defect. */
  readonly also?: readonly Edit[];
  /** The test files that catch it; the most telling one first. */
  readonly caughtBy: readonly [string, ...string[]];
  /** A test of the first file that catches it, by a part of its full name; absent where the file cannot even be run. */
  readonly telling?: string;
  /** Whether `npm test` builds it and lets the telling test catch it, besides `npm run drill`. */
  readonly short?: true;
};

/**
 * A file's text with the defect in it.
 *
 * @throws Error when a text to replace does not occur exactly once: then the mutant must follow the code
 */
export function mutated(mutant: Mutant, text: string): string {
  return [mutant, ...(mutant.also ?? [])].reduce((changed, { find, replace }) => {
    const parts = changed.split(find);
    const [before, after] = parts;
    if (parts.length !== 2 || before === undefined || after === undefined) {
      throw new Error(
        `mutant "${mutant.name}": its text occurs ${parts.length - 1} times in ${mutant.file}, not once:\n${find}`,
      );
    }
    return `${before}${replace}${after}`;
  }, text);
}
