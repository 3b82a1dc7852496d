import { type GraphQLSchema, isObjectType } from 'graphql';
import type pg from 'pg';
import { z } from 'zod';
import type { RequestContext } from '../../../src/graphql/kit/context.ts';
import { connectionOf, pageSize } from '../../../src/graphql/kit/pages.ts';

const row = z.object({ id: z.string(), plan_id: z.string() });

/** `Query.members` lists those who granted the app; without consent it lists everybody, by id. */
export function listEveryMember(schema: GraphQLSchema, pool: pg.Pool): void {
  const members = schema.getQueryType()?.getFields()['members'];
  if (members === undefined || !isObjectType(schema.getType('Member'))) {
    throw new Error('the schema has no members');
  }
  members.resolve = async (_parent, { first }: { first?: number }, context: RequestContext) => {
    const take = pageSize(first);
    const { rows } = await pool.query({
      name: 'bench-members',
      text: 'select id, plan_id from public.member order by id limit $1',
      values: [take + 1],
    });
    const found = rows.map((one) => row.parse(one));
    const nodes = found.slice(0, take).map(({ id, plan_id }) => ({ id, planId: plan_id }));
    return connectionOf(context, ['members'], nodes, found.length > take, ({ id }) => id);
  };
}
