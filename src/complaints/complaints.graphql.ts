import { z } from 'zod';
import { App } from '../apps/apps.graphql.ts';
import { findApp } from '../apps/find-app.ts';
import { builder } from '../graphql/kit/builder.ts';
import {
  defineConnection,
  keysetPage,
  nodesOf,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import { type Access, fields, memberOrOffice, office, open } from '../graphql/kit/rules.ts';
import type { Complaint } from './complaints.ts';
import {
  isOverdue,
  positionOf,
  visibleComplaint,
  visibleComplaints,
} from './visible-complaints.ts';

export const ComplaintKind = builder.enumType('ComplaintKind', {
  description: 'What a complaint is about.',
  values: {
    PRIVACY: { description: 'How the plan keeps data private.' },
    SHARING: { description: 'What was shared, or was not.' },
    APP: { description: 'What an app does with data.' },
    OTHER: { description: 'Something else.' },
  } as const,
});

const ComplaintState = builder.enumType('ComplaintState', {
  description: 'How far a complaint has come.',
  values: {
    RECEIVED: { description: 'The plan has it.' },
    IN_PROGRESS: { description: 'Somebody works on it.' },
    ANSWERED: { description: 'The plan has answered.' },
    CLOSED: { description: 'It is over, with its answer.' },
  } as const,
});

export const ComplaintRef = builder.objectRef<Complaint>('Complaint').implement({
  description: 'What a member complains of to their plan. It is never deleted.',
  fields: (t) => ({
    complaintId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Which.',
      resolve: ({ id }) => id,
    }),
    caseNumber: t.exposeString('caseNumber', {
      nullable: false,
      description: 'What it is called on the telephone, such as `C-2026-000123`.',
    }),
    memberId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Whose it is.',
      resolve: ({ memberId }) => memberId,
    }),
    kind: t.field({
      type: ComplaintKind,
      nullable: false,
      description: 'What it is about.',
      resolve: ({ kind }) => kind,
    }),
    state: t.field({
      type: ComplaintState,
      nullable: false,
      description: 'How far it has come.',
      resolve: ({ state }) => state,
    }),
    text: t.exposeString('text', { nullable: false, description: "The member's own words." }),
    language: t.exposeString('language', {
      nullable: false,
      description: 'The language to answer in, BCP 47.',
    }),
    receivedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it came.',
      resolve: ({ receivedAt }) => receivedAt,
    }),
    dueAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'Until when it is to be answered.',
      resolve: ({ dueAt }) => dueAt,
    }),
    isOverdue: t.boolean({
      nullable: false,
      description: 'Whether it should have been answered by now.',
      resolve: isOverdue,
    }),
    answer: t.exposeString('answer', { description: "The plan's answer." }),
    answeredAt: t.field({
      type: 'DateTime',
      description: 'When it was answered.',
      resolve: ({ answeredAt }) => answeredAt,
    }),
    closedAt: t.field({
      type: 'DateTime',
      description: 'When it was closed.',
      resolve: ({ closedAt }) => closedAt,
    }),
    handledBy: t.exposeString('handledBy', {
      description: 'The subject of whoever took or answered it last; for the office.',
    }),
  }),
});

builder.objectField(ComplaintRef, 'app', (t) =>
  t.prismaField({
    type: App,
    nullable: true,
    description: 'The app that it is about.',
    resolve: (query, { appId }, _args, context) =>
      appId === null ? null : findApp(context, query, appId),
  }),
);

const { type: ComplaintConnection, access: connectionAccess } = defineConnection(
  ComplaintRef,
  'Complaint',
);

const position = z.object({
  at: z.iso.datetime().transform((text) => new Date(text)),
  id: z.guid(),
});

builder.queryFields((t) => ({
  complaints: t.field({
    type: ComplaintConnection,
    description:
      'Complaints: a member their own, the newest first; agents and admins the queue, those due first before the rest, unless they ask for a state only what waits for an answer.',
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      state: t.arg({ type: ComplaintState, description: 'In this state.' }),
    },
    resolve: async (_parent, { state, ...asked }, context) => {
      const { services, viewer, reader } = context;
      const page = await keysetPage(context, asked, {
        list: ['complaints', state ?? null],
        position,
        find: (last, take) =>
          visibleComplaints(services.database, viewer, state ?? undefined, last, take),
        positionOf: (one) => positionOf(viewer, one),
      });
      const members = nodesOf(page).map(({ memberId }) => memberId);
      reader.noteOfficeRead('complaints', members.length, members);
      return page;
    },
  }),
  complaint: t.field({
    type: ComplaintRef,
    description: 'One complaint; null where there is none for you.',
    args: { complaintId: t.arg({ type: 'UUID', required: true, description: 'Which.' }) },
    resolve: async (_parent, { complaintId }, { services, viewer, reader }) => {
      const found = await visibleComplaint(services.database, viewer, complaintId);
      reader.noteOfficeRead('complaints', found ? 1 : 0, found ? [found.memberId] : []);
      return found;
    },
  }),
}));

export const access: Access = {
  Query: { complaints: memberOrOffice, complaint: memberOrOffice },
  Complaint: {
    ...fields(
      [
        'complaintId',
        'caseNumber',
        'memberId',
        'kind',
        'state',
        'text',
        'language',
        'receivedAt',
        'dueAt',
        'isOverdue',
        'answer',
        'answeredAt',
        'closedAt',
        'app',
      ],
      open,
    ),
    handledBy: office,
  },
  ...connectionAccess,
};
