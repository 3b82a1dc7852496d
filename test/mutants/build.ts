import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mutant, mutated } from './mutant.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a test build holds; the rest of the tree is not needed to run tests. */
const copied = [
  'src',
  'prisma',
  'schema',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'prisma.config.ts',
];

/** A copy of the tree in a temporary folder, in which one mutant at a time lives. */
export type TestBuild = {
  readonly folder: string;
  /** Makes a mutant, runs what is given, and makes the file whole again. */
  withMutant<Result>(mutant: Mutant, run: () => Promise<Result>): Promise<Result>;
  remove(): Promise<void>;
};

/** Copies the tree, without the mutants: a mutant's tests must not try mutants. */
export async function makeTestBuild(): Promise<TestBuild> {
  // Vitest names files by their real paths.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'consent-gateway-mutant-')));
  const mutants = join(root, 'test', 'mutants');
  for (const name of copied) {
    await cp(join(root, name), join(folder, name), {
      recursive: true,
      filter: (source) =>
        source !== mutants &&
        !source.startsWith(mutants + sep) &&
        // The benchmark's peers have packages of their own.
        basename(source) !== 'node_modules',
    });
  }
  // A folder of its own, for Vitest writes a cache into it.
  await mkdir(join(folder, 'node_modules'));
  await linkPackages(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    withMutant: async (mutant, run) => {
      const path = join(folder, mutant.file);
      const whole = await readFile(path, 'utf8');
      await writeFile(path, mutated(mutant, whole));
      try {
        return await run();
      } finally {
        await writeFile(path, whole);
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function linkPackages(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name.startsWith('.vite')) continue;
    await symlink(join(from, name), join(to, name));
  }
}

/** The text of a file of the tree, as it is. */
export const sourceOf = (file: string): Promise<string> => readFile(join(root, file), 'utf8');
