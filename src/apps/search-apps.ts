import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { AppKind, AppState, Prisma } from '../db/generated/prisma/client.ts';

/** What apps are looked for by. */
export type AppFilter = {
  readonly search?: string | null | undefined;
  readonly kind?: AppKind | null | undefined;
  readonly state?: AppState | null | undefined;
};

/** Nobody looks for more at once. */
const mostWords = 10;

/** The apps of a kind and state whose name, or whose partner's, holds each of the words. */
export async function matchingApps(
  { gateway }: Pick<Database, 'gateway'>,
  { search, kind, state }: AppFilter,
): Promise<Prisma.AppWhereInput> {
  const ofKind = { ...(kind ? { kind } : {}), ...(state ? { state } : {}) };
  const asked = search?.replaceAll('\0', '').slice(0, 200).trim();
  if (!asked) return ofKind;
  // Folded where the apps' own names are, so that both are folded alike.
  const { rows } = await gateway.query({
    name: 'apps-folded',
    text: 'select public.folded($1) as folded',
    values: [asked],
  });
  const words = foldedRows.parse(rows)[0].folded.split(/\s+/).filter(Boolean).slice(0, mostWords);
  return { ...ofKind, AND: words.map((word) => ({ searchText: { contains: literal(word) } })) };
}

/** Prisma writes the word into a LIKE pattern as it is. */
const literal = (word: string) => word.replace(/[\\%_]/g, '\\$&');

const foldedRows = z.tuple([z.object({ folded: z.string() })]);
