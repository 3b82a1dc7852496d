import { z } from 'zod';
import type { Leaf } from '../leaf.ts';
import type { Queryable } from '../tree/tree-store.ts';
import type { Finding } from './finding.ts';

/** The columns beside an entry's bytes. */
const projection = z.object({
  release_id: z.string(),
  kind: z.string(),
  /** Epoch milliseconds. */
  at: z.coerce.number(),
  plan_id: z.string().nullable(),
  member_id: z.string().nullable(),
  app_id: z.string().nullable(),
  partner_id: z.string().nullable(),
  grant_id: z.string().nullable(),
  grant_version: z.number().nullable(),
  purpose: z.string().nullable(),
  categories: z.array(z.string()),
  labels: z.array(z.string()),
});
type Projection = z.infer<typeof projection>;

/** Holds an entry's columns against its bytes, which are the authority, and tells which differ. */
export async function compareColumns(
  client: Queryable,
  index: bigint,
  leaf: Leaf,
): Promise<Finding[]> {
  const { rows } = await client.query({
    name: 'ledger-verify-columns',
    text: `select release_id, kind, extract(epoch from at) * 1000 as at, plan_id, member_id, app_id,
        partner_id, grant_id, grant_version, purpose, categories, labels
      from ledger.entry where idx = $1`,
    values: [`${index}`],
  });
  const columns = projection.parse(rows[0]);
  const expected = projectionOf(leaf);
  return projection
    .keyof()
    .options.filter((name) => JSON.stringify(columns[name]) !== JSON.stringify(expected[name]))
    .map((name) => projectionFinding(index, `the column ${name} is not what its bytes say`));
}

export const projectionFinding = (index: bigint, what: string): Finding => ({
  level: 'TABLES',
  class: 'PROJECTION',
  message: `entry ${index}: ${what}`,
  index,
});

/** What ledger.append makes of a leaf. */
function projectionOf(leaf: Leaf): Projection {
  const text = (name: string): string | null => {
    const value: unknown = Reflect.get(leaf, name);
    return typeof value === 'string' ? value : null;
  };
  const texts = (name: string): string[] => {
    const value: unknown = Reflect.get(leaf, name);
    return Array.isArray(value) ? value.map(String) : [];
  };
  return {
    release_id: leaf.release,
    kind: leaf.kind,
    at: leaf.at,
    plan_id: text('plan'),
    member_id: text('member'),
    app_id: text('app'),
    partner_id: text('partner'),
    grant_id: text('grant'),
    grant_version: 'grantVersion' in leaf ? leaf.grantVersion : null,
    purpose: text('purpose'),
    categories: texts('categories'),
    labels: texts('labels'),
  };
}
