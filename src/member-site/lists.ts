import { z } from 'zod';
import { type Content, h } from '../pages/markup.ts';

/** A moment, as GraphQL writes it. */
export const moment = z.iso.datetime().transform((text) => new Date(text));

/** A page of a list, as GraphQL answers it. */
export const pageOf = <Node extends z.ZodType>(node: Node) =>
  z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  });

type PageInfo = { readonly hasNextPage: boolean; readonly endCursor: string | null };

/**
 * The way to what comes after a page, if anything does.
 *
 * @param narrowing what the list is narrowed by
 */
export function moreLink(
  label: string,
  { hasNextPage, endCursor }: PageInfo,
  narrowing: Readonly<Record<string, string>> = {},
): Content {
  const query = new URLSearchParams({ ...narrowing, after: endCursor ?? '' });
  return hasNextPage && h('p', { key: 'more' }, h('a', { href: `?${query}` }, label));
}
