import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** docs/coverage.md names the test of each promise; a name that leads nowhere promises nothing. */
const repository = new URL('../', import.meta.url);
const text = await readFile(new URL('docs/coverage.md', repository), 'utf8');
const rows = [...text.matchAll(/^\| (.+) \| `(test\/[^`]+)`(?:: (.+))? \|$/gm)].map(
  ([, promise = '', path = '', title]) => ({ promise, path, title }),
);

test('there are promises', () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)('$promise: its test is there', async ({ path, title }) => {
  const file = fileURLToPath(new URL(path, repository));
  expect(existsSync(file), path).toBe(true);
  if (statSync(file).isDirectory() || title === undefined) return;
  expect(await readFile(file, 'utf8')).toContain(title);
});
