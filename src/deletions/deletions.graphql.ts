import { z } from 'zod';
import { App } from '../apps/apps.graphql.ts';
import { findApp } from '../apps/find-app.ts';
import { GrantRef } from '../grants/grants.graphql.ts';
import { builder } from '../graphql/kit/builder.ts';
import {
  defineConnection,
  keysetPage,
  nodesOf,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import { type Access, fields, grantReader, open, signedIn } from '../graphql/kit/rules.ts';
import {
  type DeletionRequest,
  findDeletionOf,
  findDeletions,
  isOverdue,
} from './visible-deletions.ts';

const DeletionState = builder.enumType('DeletionState', {
  description: 'How far a deletion request has come.',
  values: {
    REQUESTED: { description: 'The app has not answered yet.' },
    ACKNOWLEDGED: { description: 'The app has said what it did.' },
  } as const,
});

export const DeletionOutcome = builder.enumType('DeletionOutcome', {
  description: 'What an app says it did with the data that it was asked to delete.',
  values: {
    DELETED: { description: 'All of it is deleted.' },
    PARTLY_DELETED: { description: 'A part is deleted, the rest kept.' },
    KEPT: { description: 'It is kept.' },
  } as const,
});

const DeletionChannel = builder.enumType('DeletionChannel', {
  description: 'How a deletion was asked for.',
  values: {
    ONLINE: { description: 'By the member, signed in.' },
    PHONE: { description: 'By telephone.' },
  } as const,
});

export const DeletionRequestRef = builder.objectRef<DeletionRequest>('DeletionRequest').implement({
  description:
    'That an app delete what it got under a grant that has ended. A wish: whether a law makes the app follow it depends on the app.',
  fields: (t) => ({
    deletionRequestId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Which.',
      resolve: ({ id }) => id,
    }),
    grantId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'The grant under which the app got it.',
      resolve: ({ grantId }) => grantId,
    }),
    memberId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Whose data it is.',
      resolve: ({ grant }) => grant.memberId,
    }),
    state: t.field({
      type: DeletionState,
      nullable: false,
      description: 'How far it has come.',
      resolve: ({ state }) => state,
    }),
    channel: t.field({
      type: DeletionChannel,
      nullable: false,
      description: 'How it was asked for.',
      resolve: ({ channel }) => channel,
    }),
    requestedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it was asked for.',
      resolve: ({ requestedAt }) => requestedAt,
    }),
    answerDueAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'By when the app was asked to answer.',
      resolve: ({ answerDueAt }) => answerDueAt,
    }),
    isOverdue: t.boolean({
      nullable: false,
      description: 'Whether the app let that day pass.',
      resolve: isOverdue,
    }),
    outcome: t.field({
      type: DeletionOutcome,
      description: 'What the app says it did.',
      resolve: ({ outcome }) => outcome,
    }),
    explanation: t.exposeString('explanation', { description: "The app's own words." }),
    acknowledgedAt: t.field({
      type: 'DateTime',
      description: 'When it answered.',
      resolve: ({ acknowledgedAt }) => acknowledgedAt,
    }),
  }),
});

builder.objectField(DeletionRequestRef, 'app', (t) =>
  t.prismaField({
    type: App,
    nullable: true,
    description: 'The app that was asked.',
    resolve: (query, { grant }, _args, context) => findApp(context, query, grant.appId),
  }),
);

builder.objectField(GrantRef, 'deletionRequest', (t) =>
  t.field({
    type: DeletionRequestRef,
    description: 'What was asked for after its end, if anything was.',
    resolve: (grant, _args, context) => findDeletionOf(context, grant.id),
  }),
);

const { type: DeletionRequestConnection, access: connectionAccess } = defineConnection(
  DeletionRequestRef,
  'DeletionRequest',
);

builder.queryField('deletionRequests', (t) =>
  t.field({
    type: DeletionRequestConnection,
    description:
      'Deletion requests: a member their own, the newest first; an app and a partner those made to them, agents, admins and auditors all, the oldest first.',
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      state: t.arg({ type: DeletionState, description: 'In this state.' }),
    },
    resolve: async (_parent, { state, ...asked }, context) => {
      const { services, viewer, reader } = context;
      const page = await keysetPage(context, asked, {
        list: ['deletionRequests', state ?? null],
        position: z.string(),
        find: (last, take) =>
          findDeletions(services.database, viewer, state ?? undefined, last, take),
        positionOf: ({ id }) => id,
      });
      const members = nodesOf(page).map(({ grant }) => grant.memberId);
      reader.noteOversight('deletionRequests', members.length, members);
      reader.noteOfficeRead('deletionRequests', members.length, members);
      return page;
    },
  }),
);

export const access: Access = {
  Query: { deletionRequests: signedIn },
  Grant: { deletionRequest: grantReader },
  DeletionRequest: fields(
    [
      'deletionRequestId',
      'grantId',
      'memberId',
      'app',
      'state',
      'channel',
      'requestedAt',
      'answerDueAt',
      'isOverdue',
      'outcome',
      'explanation',
      'acknowledgedAt',
    ],
    open,
  ),
  ...connectionAccess,
};
