import type { Leaf } from '../leaf.ts';

/**
 * The columns beside an entry's bytes as one text: PostgreSQL's text of a row, in which no two rows look
 * the same. Column by column they would cost the driver more than all the rest of an entry.
 */
export const projectionText = `row(release_id, kind, extract(epoch from at) * 1000, plan_id, member_id,
  app_id, partner_id, grant_id, grant_version, purpose, categories, labels)::text`;

/**
 * The same text, as ledger.append makes it of a leaf. Undefined where a value would have to be quoted:
 * that is left to the slower comparison of each column.
 */
export function projectionTextOf(leaf: Leaf): string | undefined {
  const values = [
    leaf.release,
    leaf.kind,
    `${leaf.at}.000000`,
    'plan' in leaf ? leaf.plan : undefined,
    'member' in leaf ? leaf.member : undefined,
    'app' in leaf ? leaf.app : undefined,
    'partner' in leaf ? leaf.partner : undefined,
    'grant' in leaf ? leaf.grant : undefined,
    'grantVersion' in leaf ? `${leaf.grantVersion}` : undefined,
    'purpose' in leaf ? leaf.purpose : undefined,
  ];
  const codes = ['categories' in leaf ? leaf.categories : [], 'labels' in leaf ? leaf.labels : []];
  const isPlain = (value: string | undefined) => value === undefined || plain.test(value);
  if (!values.every(isPlain) || !codes.flat().every(isPlain)) return undefined;
  // Braces need no quotes, a comma between them does.
  const lists = codes.map((list) => (list.length > 1 ? `"{${list.join()}}"` : `{${list.join()}}`));
  return `(${[...values, ...lists].map((value) => value ?? '').join()})`;
}

/** What stands unquoted in a row and in an array; `NULL` in an array would be no text. */
const plain = /^(?!null$)[\w.-]+$/i;
