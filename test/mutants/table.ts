import type { Mutant } from './mutant.ts';

const shown = 3;

/** The table that `docs/mutants.md` holds: which tests caught which mutant. */
export function mutantTable(
  caught: readonly { readonly mutant: Mutant; readonly failed: readonly string[] }[],
): string {
  const rows = caught.map(({ mutant, failed }) => {
    const tests = failed.slice(0, shown).map((test) => `\`${test.replace(/[|`]/g, "'")}\``);
    if (failed.length > shown) tests.push(`and ${failed.length - shown} more`);
    return `| ${mutant.name} | ${mutant.promise} | ${tests.join('<br>')} |`;
  });
  return [
    '# Standing mutants',
    '',
    'Small deliberate defects, each made in a copy of the tree, and the tests that then failed, of the files',
    'that are named for it in `test/mutants/`. Written by `UPDATE_GOLDEN=1 npm run drill -- test/mutants`.',
    '',
    '| Mutant | Promise it breaks | Caught by |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
