import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, agent, fields, member, open } from '../graphql/kit/rules.ts';
import { userErrors } from '../graphql/kit/user-errors.ts';
import { Category, PurposeOfUse, SensitivityLabel } from '../graphql/kit/vocabulary.ts';
import { CallerIdentification, requiredCaller } from '../members/caller.graphql.ts';
import { revokeGrant, unstatedReason } from './end-grant.ts';
import type { GrantWithApp } from './grant-state.ts';
import { GrantRef } from './grants.graphql.ts';
import { signGrant } from './sign-grant.ts';

const SignGrantInput = builder.inputType('SignGrantInput', {
  description: 'What to consent to. What is left out is filled from the plan’s policy.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'For whom.' }),
    categories: t.field({ type: [Category], description: 'What may be released.' }),
    labels: t.field({
      type: [SensitivityLabel],
      description: 'Which sensitive data may be among it.',
    }),
    includeUndated: t.boolean({ description: 'Whether records without a date of service may be.' }),
    since: t.field({
      type: 'Date',
      description: "The first date of service; the plan's floor unless told.",
    }),
    until: t.field({ type: 'Date', description: 'The last date of service; open unless told.' }),
    termDays: t.int({ description: "For how many days; the plan's maximum unless told." }),
    purpose: t.field({ type: PurposeOfUse, defaultValue: 'PATRQT', description: 'What for.' }),
    language: t.string({ required: true, description: 'The language of what is signed, BCP 47.' }),
    readMaterialIds: t.globalIDList({
      required: true,
      description: 'The materials you have read.',
    }),
    signature: t.string({ required: true, description: 'Your full name: your signature.' }),
  }),
});

const RevokeGrantInput = builder.inputType('RevokeGrantInput', {
  description: 'Which grant to revoke.',
  fields: (t) => ({
    grantId: t.globalID({ required: true, description: 'The grant.' }),
    reason: t.string({ description: 'Why, if you want to say.' }),
  }),
});

const RevokeGrantForCallerInput = builder.inputType('RevokeGrantForCallerInput', {
  description: 'Which grant of the caller to revoke, with the check of who is calling.',
  fields: (t) => ({
    grantId: t.globalID({ required: true, description: 'The grant.' }),
    caller: t.field({ type: CallerIdentification, required: true, description: 'Who is calling.' }),
    reason: t.string({ required: true, description: 'What the caller asked for.' }),
  }),
});

function payload(name: string, description: string) {
  return builder.objectRef<{ grant: GrantWithApp }>(name).implement({
    description,
    fields: (t) => ({
      grant: t.field({
        type: GrantRef,
        nullable: false,
        description: 'The grant, as it stands now.',
        resolve: (parent) => parent.grant,
      }),
    }),
  });
}

const SignGrantPayload = payload('SignGrantPayload', 'What was signed.');
const RevokeGrantPayload = payload('RevokeGrantPayload', 'What was revoked.');
const RevokeGrantForCallerPayload = payload('RevokeGrantForCallerPayload', 'What was revoked.');

const reasonText = z.string().trim().min(1).max(1_000);

const checkedReason = (given: string): string =>
  checked(reasonText, given, 'input.reason', '1 to 1000 characters');

builder.mutationFields((t) => ({
  signGrant: t.field({
    type: SignGrantPayload,
    description: 'Signs a consent. An earlier one for the same app is superseded.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: SignGrantInput, required: true, description: 'What to sign.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'MEMBER') throw new GatewayError('FORBIDDEN');
      const grant = await signGrant(
        services.database,
        {
          memberId: viewer.memberId,
          appId: idOf('App', input.appId, 'input.appId'),
          purpose: input.purpose ?? 'PATRQT',
        },
        {
          categories: input.categories ?? undefined,
          labels: input.labels ?? undefined,
          includeUndated: input.includeUndated ?? undefined,
          since: input.since?.toISOString().slice(0, 10),
          until: input.until?.toISOString().slice(0, 10),
          termDays: input.termDays ?? undefined,
          language: input.language,
          signature: input.signature,
          readMaterialIds: input.readMaterialIds.map((id) =>
            idOf('Material', id, 'input.readMaterialIds'),
          ),
        },
      );
      return { grant };
    },
  }),
  revokeGrant: t.field({
    type: RevokeGrantPayload,
    description: 'Revokes a grant of yours. Nothing is released under it from then on.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: RevokeGrantInput, required: true, description: 'Which one.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'MEMBER') throw new GatewayError('FORBIDDEN');
      const grant = await revokeGrant(services.database, {
        grantId: idOf('Grant', input.grantId, 'input.grantId'),
        memberId: viewer.memberId,
        byKind: 'MEMBER',
        by: viewer.subject,
        channel: 'ONLINE',
        reason: input.reason?.trim() ? checkedReason(input.reason) : unstatedReason,
      });
      return { grant };
    },
  }),
  revokeGrantForCaller: t.field({
    type: RevokeGrantForCallerPayload,
    description: "Revokes a caller's grant on their behalf, after checking who is calling.",
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: RevokeGrantForCallerInput, required: true, description: 'Which one.' }),
    },
    resolve: async (_parent, { input }, context) => {
      const { services, viewer } = context;
      if (viewer.kind !== 'AGENT') throw new GatewayError('FORBIDDEN');
      const reason = checkedReason(input.reason);
      const caller = await requiredCaller(context, input.caller);
      const grant = await revokeGrant(services.database, {
        grantId: idOf('Grant', input.grantId, 'input.grantId'),
        memberId: caller.memberId,
        byKind: 'AGENT',
        by: viewer.subject,
        channel: 'PHONE',
        reason,
      });
      return { grant };
    },
  }),
}));

export const access: Access = {
  Mutation: { signGrant: member, revokeGrant: member, revokeGrantForCaller: agent },
  SignGrantPayload: fields(['grant'], open),
  RevokeGrantPayload: fields(['grant'], open),
  RevokeGrantForCallerPayload: fields(['grant'], open),
};
