import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ValueSet, ValueSetIndex, valueSetSchema } from './value-set.ts';

/** A value set file cannot be used. The message names the file, the place in it and the fault. */
class ValueSetError extends Error {
  override readonly name = 'ValueSetError';
}

const shipped = fileURLToPath(new URL('./value-sets', import.meta.url));

/**
 * Loads the value sets that are shipped and, beside them, those of a plan's own folder. A plan's
 * own sets add labels; they cannot take one away.
 *
 * @param folder holds further `*.json` files of the same form
 * @throws ValueSetError at the first file that is malformed: a set left out would leave records bare
 */
export async function loadValueSets(folder?: string): Promise<ValueSetIndex> {
  const own = folder === undefined ? [] : await readFolder(folder);
  return new ValueSetIndex([...(await readFolder(shipped)), ...own]);
}

/** The value sets of one folder, in the order of their names. */
export async function readFolder(folder: string): Promise<ValueSet[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ValueSetError(
      `${folder}: cannot be read (${reasonOf(cause)}). Give a folder of *.json value sets.`,
      { cause },
    );
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map((name) => readValueSet(join(folder, name))));
}

async function readValueSet(file: string): Promise<ValueSet> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ValueSetError(`${file}: not JSON: ${reasonOf(cause)}`, { cause });
  }
  const parsed = valueSetSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${file}: ${issue.path.map(String).join('.') || 'the whole file'}: ${issue.message}`,
  );
  throw new ValueSetError(faults.join('\n'));
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : 'unknown');
