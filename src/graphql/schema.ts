import '../graphql/kit/scalars.ts';
import { type GraphQLSchema, isObjectType } from 'graphql';
import type { IMiddleware, IMiddlewareTypeMap } from 'graphql-middleware';
import { applyMiddleware } from 'graphql-middleware';
import { access as appClient } from '../apps/app-client.graphql.ts';
import { access as appMutations } from '../apps/app-mutations.graphql.ts';
import { access as apps } from '../apps/apps.graphql.ts';
import { access as appAttestations } from '../apps/attestations.graphql.ts';
import { access as clientMutations } from '../apps/client-mutations.graphql.ts';
import { access as appOperations } from '../apps/operations.graphql.ts';
import { access as registerOperations } from '../apps/register-operations.graphql.ts';
import { access as reviewMutations } from '../apps/review-mutations.graphql.ts';
import { access as complaintMutations } from '../complaints/complaint-mutations.graphql.ts';
import { access as complaints } from '../complaints/complaints.graphql.ts';
import { access as deletionMutations } from '../deletions/deletion-mutations.graphql.ts';
import { access as deletions } from '../deletions/deletions.graphql.ts';
import { access as disclosure } from '../disclosures/disclosure-type.graphql.ts';
import { access as disclosures } from '../disclosures/disclosures.graphql.ts';
import { access as ledger } from '../disclosures/ledger.graphql.ts';
import { access as ledgerEntry } from '../disclosures/ledger-entry.graphql.ts';
import { access as ledgerProofs } from '../disclosures/ledger-proofs.graphql.ts';
import { GatewayError } from '../errors.ts';
import { access as evidenceExports } from '../evidence/evidence-exports.graphql.ts';
import { access as callerGrants } from '../grants/caller-grants.graphql.ts';
import { access as grantMutations } from '../grants/grant-mutations.graphql.ts';
import { access as grants } from '../grants/grants.graphql.ts';
import { access as mails } from '../mails/mails.graphql.ts';
import { access as materials } from '../materials/materials.graphql.ts';
import { access as caller } from '../members/caller.graphql.ts';
import { access as members } from '../members/members.graphql.ts';
import { access as plans } from '../plans/plans.graphql.ts';
import { access as records } from '../records/records.graphql.ts';
import { access as values } from '../records/values.graphql.ts';
import { access as webhookMutations } from '../webhooks/webhook-mutations.graphql.ts';
import { access as webhooks } from '../webhooks/webhooks.graphql.ts';
import { builder } from './kit/builder.ts';
import { isSignedIn } from './kit/context.ts';
import {
  type Access,
  fields,
  type NamedRule,
  open,
  signedIn,
  type TypeAccess,
} from './kit/rules.ts';
import { deny, shield } from './kit/shield.ts';
import { access as userErrors } from './kit/user-errors.ts';

/** What the relay plugin adds. `node` and `nodes` reach objects by loaders that know the viewer. */
const relay: Access = {
  Query: { node: signedIn, nodes: signedIn },
  PageInfo: fields(['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'], open),
};

const slices: readonly Access[] = [
  apps,
  appClient,
  appMutations,
  appAttestations,
  clientMutations,
  reviewMutations,
  appOperations,
  callerGrants,
  caller,
  complaintMutations,
  complaints,
  deletionMutations,
  deletions,
  disclosure,
  disclosures,
  evidenceExports,
  grantMutations,
  grants,
  ledger,
  ledgerEntry,
  ledgerProofs,
  mails,
  materials,
  members,
  plans,
  records,
  registerOperations,
  relay,
  userErrors,
  values,
  webhooks,
  webhookMutations,
];

/** The rule of every field of every object type. */
export type AccessTree = ReadonlyMap<string, TypeAccess>;

/** The schema, guarded: the unguarded one never leaves this file. */
export type GuardedSchema = { readonly schema: GraphQLSchema; readonly access: AccessTree };

/**
 * Gathers the slices and guards every field with its rule.
 *
 * @throws Error when a field has no rule or a rule no field: an undefined rule in a type's map would
 *   let the whole type fall back, silently
 */
export function buildSchema(): GuardedSchema {
  const unguarded = builder.toSchema();
  const access = gather(slices);
  checkComplete(unguarded, access);
  return { schema: guard(unguarded, access), access };
}

function gather(all: readonly Access[]): AccessTree {
  const tree = new Map<string, Record<string, NamedRule>>();
  for (const slice of all) {
    for (const [type, rules] of Object.entries(slice)) {
      const known = tree.get(type) ?? {};
      for (const [field, rule] of Object.entries(rules)) {
        if (known[field] !== undefined) throw new Error(`${type}.${field} has two rules`);
        known[field] = rule;
      }
      tree.set(type, known);
    }
  }
  return tree;
}

function checkComplete(schema: GraphQLSchema, access: AccessTree): void {
  const missing: string[] = [];
  const known = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.keys(type.getFields())) {
      known.add(`${type.name}.${field}`);
      if (access.get(type.name)?.[field] === undefined) missing.push(`${type.name}.${field}`);
    }
  }
  const surplus = [...access].flatMap(([type, rules]) =>
    Object.keys(rules)
      .map((field) => `${type}.${field}`)
      .filter((name) => !known.has(name)),
  );
  if (missing.length > 0) throw new Error(`no access rule for ${missing.join(', ')}`);
  if (surplus.length > 0) throw new Error(`access rules for no field: ${surplus.join(', ')}`);
}

function guard(schema: GraphQLSchema, access: AccessTree): GraphQLSchema {
  const tree = Object.fromEntries(
    [...access].map(([type, rules]) => [
      type,
      Object.fromEntries(Object.entries(rules).map(([field, { rule }]) => [field, rule])),
    ]),
  );
  const middleware = shield(tree, {
    fallbackRule: deny,
    // A resolver's own error stays what it is; the gateway masks it.
    allowExternalErrors: true,
    fallbackError: (_error, _parent, _args, context) =>
      new GatewayError(isSignedIn(context) ? 'FORBIDDEN' : 'UNAUTHENTICATED'),
  }).generate(schema);
  return applyMiddleware(schema, withoutFree(middleware, access));
}

/** Shield wraps every field, at three to four times the cost on wide lists; free ones need no wrapper. */
function withoutFree(middleware: IMiddleware, access: AccessTree): IMiddlewareTypeMap {
  if (typeof middleware === 'function') throw new Error('shield made no map of types');
  return Object.fromEntries(
    Object.entries(middleware).flatMap(([type, wrapped]) => {
      if (typeof wrapped === 'function') return [[type, wrapped]];
      const guarded = Object.entries(wrapped).filter(
        ([field]) => access.get(type)?.[field]?.free !== true,
      );
      return guarded.length === 0 ? [] : [[type, Object.fromEntries(guarded)]];
    }),
  );
}
