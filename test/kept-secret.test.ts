import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { keptSecret } from '../src/kept-secret.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-secret-'));
  path = join(folder, 'cookie-secret');
});
const secret = () => keptSecret(folder, 'cookie-secret', undefined);

test('a secret is made once, of 32 bytes, for its owner alone', async () => {
  const made = await secret();
  expect(made).toHaveLength(32);
  expect(await secret()).toEqual(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await keptSecret(folder, 'cookie-secret', 'given')).toEqual(Buffer.from('given'));
});

test.each(['', '\n', 'not base64 at all, and yet some bytes come of it', 'c2hvcnQ='])(
  'a file that holds %j is refused, with what to do',
  async (text) => {
    await writeFile(path, text, { mode: 0o600 });
    await expect(secret()).rejects.toThrow(`${path} holds no secret`);
    await expect(secret()).rejects.toThrow(/Put back what it was, or delete it/);
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);

test('a file that is cut off is refused', async () => {
  await secret();
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20));
  await expect(secret()).rejects.toThrow(/holds no secret/);
});

test('a file that others may read is refused, until it is its owner’s alone', async () => {
  const made = await secret();
  await chmod(path, 0o640);
  await expect(secret()).rejects.toThrow(`chmod 600 ${path}`);
  await chmod(path, 0o600);
  expect(await secret()).toEqual(made);
});
