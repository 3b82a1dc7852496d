import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, agent, appOrPartner, fields, member, open } from '../graphql/kit/rules.ts';
import { InvalidInput, userErrors } from '../graphql/kit/user-errors.ts';
import { CallerIdentification, requiredCaller } from '../members/caller.graphql.ts';
import { acknowledgeDeletion } from './acknowledge-deletion.ts';
import { DeletionOutcome, DeletionRequestRef } from './deletions.graphql.ts';
import { requestDeletion } from './request-deletion.ts';
import type { DeletionRequest } from './visible-deletions.ts';

const RequestDeletionInput = builder.inputType('RequestDeletionInput', {
  description: 'What to have deleted.',
  fields: (t) => ({
    grantId: t.globalID({
      required: true,
      description: 'The grant under which the app got it. It must have ended.',
    }),
  }),
});

const RequestDeletionForCallerInput = builder.inputType('RequestDeletionForCallerInput', {
  description: 'What to have deleted for the caller, with the check of who is calling.',
  fields: (t) => ({
    grantId: t.globalID({
      required: true,
      description: 'The grant under which the app got it. It must have ended.',
    }),
    caller: t.field({ type: CallerIdentification, required: true, description: 'Who is calling.' }),
  }),
});

const longestExplanation = 1_000;

const AcknowledgeDeletionInput = builder.inputType('AcknowledgeDeletionInput', {
  description: 'What became of the data.',
  fields: (t) => ({
    deletionRequestId: t.field({ type: 'UUID', required: true, description: 'Which request.' }),
    outcome: t.field({ type: DeletionOutcome, required: true, description: 'What you did.' }),
    explanation: t.string({
      description: `For the member to read, ${longestExplanation} characters at most; required where anything is kept.`,
    }),
  }),
});

const payloadOf = (name: string) =>
  builder.objectRef<{ deletionRequest: DeletionRequest }>(name).implement({
    description: 'The request, as it stands now.',
    fields: (t) => ({
      deletionRequest: t.field({
        type: DeletionRequestRef,
        nullable: false,
        description: 'The request.',
        resolve: ({ deletionRequest }) => deletionRequest,
      }),
    }),
  });

const RequestDeletionPayload = payloadOf('RequestDeletionPayload');
const RequestDeletionForCallerPayload = payloadOf('RequestDeletionForCallerPayload');
const AcknowledgeDeletionPayload = payloadOf('AcknowledgeDeletionPayload');

builder.mutationFields((t) => ({
  requestDeletion: t.field({
    type: RequestDeletionPayload,
    description:
      'Asks an app to delete what it got under a grant of yours that has ended. Asked twice, the first request is returned.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: RequestDeletionInput, required: true, description: 'What.' }),
    },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'MEMBER') throw new GatewayError('FORBIDDEN');
      const deletionRequest = await requestDeletion(services.database, {
        grantId: idOf('Grant', input.grantId, 'input.grantId'),
        memberId: viewer.memberId,
        channel: 'ONLINE',
        by: viewer.subject,
        byKind: 'MEMBER',
      });
      return { deletionRequest };
    },
  }),
  requestDeletionForCaller: t.field({
    type: RequestDeletionForCallerPayload,
    description: 'The same for a caller, after checking who is calling.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: RequestDeletionForCallerInput, required: true, description: 'What.' }),
    },
    resolve: async (_parent, { input }, context) => {
      const { services, viewer } = context;
      if (viewer.kind !== 'AGENT') throw new GatewayError('FORBIDDEN');
      const caller = await requiredCaller(context, input.caller);
      const deletionRequest = await requestDeletion(services.database, {
        grantId: idOf('Grant', input.grantId, 'input.grantId'),
        memberId: caller.memberId,
        channel: 'PHONE',
        by: viewer.subject,
        byKind: 'AGENT',
      });
      return { deletionRequest };
    },
  }),
  acknowledgeDeletion: t.field({
    type: AcknowledgeDeletionPayload,
    description:
      'Tells a member what became of the data that they wanted deleted. The member is written to.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: AcknowledgeDeletionInput, required: true, description: 'What.' }),
    },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'APP' && viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
      const explanation = checkedExplanation(input.explanation);
      if (explanation === null && input.outcome !== 'DELETED') {
        throw new InvalidInput('Wanted: what is kept, and why.', 'input.explanation');
      }
      const { outcome, deletionRequestId } = input;
      const answer = { outcome, explanation };
      return {
        deletionRequest: await acknowledgeDeletion(
          services.database,
          viewer,
          deletionRequestId,
          answer,
        ),
      };
    },
  }),
}));

const explanationText = z.string().trim().max(longestExplanation);

/** @throws InvalidInput */
const checkedExplanation = (given: string | null | undefined): string | null =>
  checked(
    explanationText,
    given ?? '',
    'input.explanation',
    `${longestExplanation} characters at most`,
  ) || null;

export const access: Access = {
  Mutation: {
    requestDeletion: member,
    requestDeletionForCaller: agent,
    acknowledgeDeletion: appOrPartner,
  },
  RequestDeletionPayload: fields(['deletionRequest'], open),
  RequestDeletionForCallerPayload: fields(['deletionRequest'], open),
  AcknowledgeDeletionPayload: fields(['deletionRequest'], open),
};
