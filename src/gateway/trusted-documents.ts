import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { documentHash, findOperation } from '../apps/operations.ts';
import type { Viewer } from '../identity/viewer.ts';
import { textCache } from './text-cache.ts';

const shippedFolder = new URL('../../schema/operations/', import.meta.url);

/** The documents that may be sent by their hash. */
export type TrustedDocuments = {
  /** The document under a hash, for this viewer: shipped for all, registered for its app. */
  find(hash: string, viewer: Viewer | undefined): Promise<string | undefined>;
};

/** The operations that come with the gateway: text by name, in the order of their names. */
export async function shippedOperations(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(shippedFolder)).filter((file) => file.endsWith('.graphql')).sort();
  const texts = await Promise.all(
    files.map((file) => readFile(new URL(file, shippedFolder), 'utf8')),
  );
  return new Map(files.map((file, at) => [file.replace('.graphql', ''), texts[at] ?? '']));
}

/**
 * @param pool the gateway role's pool
 * @param operations those that come with the gateway
 */
export function openTrustedDocuments(
  pool: pg.Pool,
  operations: ReadonlyMap<string, string>,
): TrustedDocuments {
  const shipped = new Map([...operations.values()].map((text) => [documentHash(text), text]));
  // A hash stands for one text for good, so what was found once needs no asking again.
  const registered = textCache(20_000_000, (text: string) => text.length);
  return {
    async find(hash, viewer) {
      const known = shipped.get(hash);
      if (known !== undefined || viewer?.kind !== 'APP') return known;
      const key = `${viewer.appId} ${hash}`;
      const found = registered.get(key) ?? (await findOperation(pool, viewer.appId, hash));
      if (found !== undefined) registered.set(key, found);
      return found;
    },
  };
}
