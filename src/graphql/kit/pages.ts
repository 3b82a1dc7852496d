import type { ObjectRef } from '@pothos/core';
import type { z } from 'zod';
import { GatewayError } from '../../errors.ts';
import { builder } from './builder.ts';
import type { RequestContext } from './context.ts';
import type { CursorBinding } from './cursor.ts';
import { largestPage } from './largest-page.ts';
import { type Access, fields, open } from './rules.ts';

const defaultPage = 20;

type BuilderTypes =
  typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;
/** Cursors are sealed when they are asked for: most of a page's never are. */
type Edge<Node> = { readonly cursor: () => string; readonly node: Node };

/** A page of a list, as resolvers return it. */
export type Connection<Node> = {
  readonly edges: readonly Edge<Node>[];
  readonly hasNextPage: boolean;
  readonly endCursor: () => string | null;
};

/** The arguments of every list: forward, by cursor. */
export const pageArguments = builder.args((t) => ({
  first: t.int({ description: `How many, 1 to ${largestPage}; ${defaultPage} unless told.` }),
  after: t.string({ description: "Go on after this cursor, which is a page's `endCursor`." }),
}));

/** What a page costs: its size times what each of its nodes costs. */
export const pageComplexity = ({ first }: { first?: number | null | undefined }) => ({
  field: 1,
  multiplier: Math.max(1, Math.min(first ?? defaultPage, largestPage)),
});

/**
 * The size of a page.
 *
 * @throws GatewayError BAD_USER_INPUT outside 1 to 100
 */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? defaultPage;
  if (size < 1 || size > largestPage) {
    throw new GatewayError('BAD_USER_INPUT', {
      message: `first: ${size} is out of range; ask for 1 to ${largestPage}.`,
    });
  }
  return size;
}

/** Opens the cursor of `after`, bound to this list, its filter and the viewer. */
export function openCursor<Position>(
  context: RequestContext,
  list: CursorBinding,
  after: string | null | undefined,
  schema: z.ZodType<Position>,
): Position | undefined {
  return after == null
    ? undefined
    : context.services.cursors.open(bindingOf(context, list), after, schema);
}

/**
 * Makes the page that a list's resolver returns.
 *
 * @param end where the page ends, when that is not its last node: some may have been left out
 */
export function connectionOf<Node>(
  context: RequestContext,
  list: CursorBinding,
  nodes: readonly Node[],
  hasNextPage: boolean,
  positionOf: (node: Node) => unknown,
  end?: unknown,
): Connection<Node> {
  const binding = bindingOf(context, list);
  const seal = (position: unknown) => context.services.cursors.seal(binding, position);
  const edges = nodes.map((node) => ({ cursor: () => seal(positionOf(node)), node }));
  const endCursor = () => (end === undefined ? (edges.at(-1)?.cursor() ?? null) : seal(end));
  return { edges, hasNextPage, endCursor };
}

/** A list that is read in the order of its positions. */
export type KeysetList<Node, Position> = {
  /** What its cursors are bound to. */
  readonly list: CursorBinding;
  readonly position: z.ZodType<Position>;
  /** Reads so many after a position; from the beginning where there is none. */
  readonly find: (after: Position | undefined, take: number) => Promise<readonly Node[]>;
  readonly positionOf: (node: Node) => unknown;
};

/** A page of such a list: one more is read than is shown, to tell whether there are more. */
export async function keysetPage<Node, Position>(
  context: RequestContext,
  { first, after }: { first?: number | null | undefined; after?: string | null | undefined },
  { list, position, find, positionOf }: KeysetList<Node, Position>,
): Promise<Connection<Node>> {
  const take = pageSize(first);
  const found = await find(openCursor(context, list, after, position), take + 1);
  return connectionOf(context, list, found.slice(0, take), found.length > take, positionOf);
}

/** What a page shows. */
export const nodesOf = <Node>({ edges }: Connection<Node>): Node[] => edges.map(({ node }) => node);

function bindingOf(context: RequestContext, list: CursorBinding): CursorBinding {
  const { viewer } = context;
  return [viewer.kind, viewer.kind === 'NOBODY' ? null : viewer.subject, ...list];
}

/** The connection type of a list, with the access to it and its edges. */
export type DefinedConnection<Node> = {
  readonly type: ObjectRef<BuilderTypes, Connection<Node>>;
  readonly access: Access;
};

/** Defines the connection and edge types of a list of `node`. */
export function defineConnection<Node extends object>(
  node: ObjectRef<BuilderTypes, Node>,
  name: string,
): DefinedConnection<Node>;
export function defineConnection(
  node: ObjectRef<BuilderTypes, object>,
  name: string,
): DefinedConnection<object> {
  const edge = builder.objectRef<Edge<object>>(`${name}Edge`).implement({
    description: `One of a page of ${name}.`,
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'Where it stands in the list.',
        resolve: (parent) => parent.cursor(),
      }),
      node: t.field({
        type: node,
        description: 'What is listed.',
        resolve: (parent) => parent.node,
      }),
    }),
  });
  const type = builder.objectRef<Connection<object>>(`${name}Connection`).implement({
    description: `A page of ${name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: { list: false, items: false },
        description: 'What is listed, with cursors.',
        resolve: (parent) => [...parent.edges],
      }),
      nodes: t.field({
        type: [node],
        nullable: { list: false, items: true },
        description: 'What is listed, without cursors.',
        resolve: nodesOf,
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        nullable: false,
        description: 'Where this page stands.',
        resolve: ({ edges, hasNextPage, endCursor }) => ({
          hasNextPage,
          hasPreviousPage: false,
          get startCursor() {
            return edges[0]?.cursor() ?? null;
          },
          get endCursor() {
            return endCursor();
          },
        }),
      }),
    }),
  });
  return {
    type,
    access: {
      [`${name}Edge`]: fields(['cursor', 'node'], open),
      [`${name}Connection`]: fields(['edges', 'nodes', 'pageInfo'], open),
    },
  };
}
