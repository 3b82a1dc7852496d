import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ValidationPlugin from '@pothos/plugin-validation';
import type PrismaTypes from '../../db/generated/pothos.ts';
import { getDatamodel } from '../../db/generated/pothos.ts';
import { GatewayError } from '../../errors.ts';
import type { RequestContext } from './context.ts';
import { largestPage } from './largest-page.ts';

/** What every slice builds its types with. Defines none itself. */
export const builder = new SchemaBuilder<{
  Context: RequestContext;
  PrismaTypes: PrismaTypes;
  Scalars: {
    ID: { Input: string; Output: string };
    Date: { Input: Date; Output: Date | string };
    DateTime: { Input: Date; Output: Date | string | number };
    UUID: { Input: string; Output: string };
    Decimal: { Input: string; Output: string };
    SafeInt: { Input: number; Output: number };
  };
}>({
  // Authorisation runs first: what a viewer may not ask for is not validated for them either.
  plugins: [RelayPlugin, ErrorsPlugin, ComplexityPlugin, ValidationPlugin, PrismaPlugin],
  relay: {
    nodeQueryOptions: {
      description: 'Any object by its global id; null when there is none for you.',
      args: { id: { description: 'Its global id.' } },
    },
    nodesQueryOptions: {
      description: 'Several objects by their global ids, null where there is none for you.',
      args: { ids: { description: `Their global ids, ${largestPage} at most.` } },
      // A list of ids is a page that the client has drawn up.
      complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
      // Each id may be a statement of its own.
      resolve: (_root, { ids }, _context, _info, resolveNodes) => {
        if (ids.length <= largestPage) return resolveNodes([...ids]);
        throw new GatewayError('BAD_USER_INPUT', {
          message: `ids: ${ids.length} are too many; ask for ${largestPage} at most.`,
        });
      },
    },
    nodeTypeOptions: { description: 'Anything with a global id.' },
    idFieldOptions: { description: 'Its global id.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { description: 'Whether there is more after it.' },
    hasPreviousPageFieldOptions: { description: 'Always false: lists are read forward.' },
    startCursorFieldOptions: { description: 'The cursor of the first one on it.' },
    endCursorFieldOptions: { description: 'The cursor to go on after.' },
  },
  errors: {
    directResult: true,
    defaultUnionOptions: {
      description: 'What was done, or why it was not.',
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
    },
  },
  // What fields cost; the gateway judges what an operation costs with its variables.
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 1,
  },
  validation: {
    validationError: (failure) => {
      const issue = failure.issues[0];
      const path = issue?.path
        ?.map((part) => (typeof part === 'object' ? part.key : part))
        .join('.');
      return new GatewayError('BAD_USER_INPUT', {
        message: `${path ? `${path}: ` : ''}${issue?.message ?? 'The input is not valid.'}`,
      });
    },
  },
  prisma: { client: (context) => context.services.database.prisma, dmmf: getDatamodel() },
});

builder.queryType({ description: 'What can be read.' });
builder.mutationType({ description: 'What can be done.' });
