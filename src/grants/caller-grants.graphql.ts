import { builder } from '../graphql/kit/builder.ts';
import { type Access, agent } from '../graphql/kit/rules.ts';
import { CallerRef } from '../members/caller.graphql.ts';
import { GrantRef } from './grants.graphql.ts';

builder.objectField(CallerRef, 'grants', (t) =>
  t.field({
    type: [GrantRef],
    nullable: { list: true, items: false },
    description: 'Their grants, newest first, 100 at most.',
    complexity: { field: 1, multiplier: 10 },
    resolve: (caller, _args, { services }) =>
      services.database.prisma.grant.findMany({
        where: { memberId: caller.memberId },
        include: { app: true },
        orderBy: { id: 'desc' },
        take: 100,
      }),
  }),
);

export const access: Access = { Caller: { grants: agent } };
