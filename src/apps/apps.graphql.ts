import { queryFromInfo } from '@pothos/plugin-prisma';
import { z } from 'zod';
import { builder } from '../graphql/kit/builder.ts';
import { uuidOrNone } from '../graphql/kit/ids.ts';
import {
  defineConnection,
  keysetPage,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import { type Access, fields, member, open, overseer, signedIn } from '../graphql/kit/rules.ts';
import { answers, questionNames, questions } from './attestation.ts';
import { type GrantCounts, grantCounts } from './grant-counts.ts';
import { isSharedWith } from './is-shared-with.ts';
import { labelFrom, warningsOf } from './label.ts';
import { matchingApps } from './search-apps.ts';
import { visibleApps } from './visible-apps.ts';

export const AppKind = builder.enumType('AppKind', {
  description: 'What kind of recipient an app is; it decides what it may get at most.',
  values: {
    THIRD_PARTY_APP: { description: 'An app that the member directs data to.' },
    HEALTH_PLAN: { description: 'Another health plan.' },
    PROVIDER: { description: 'A provider of care.' },
  } as const,
});

const AppState = builder.enumType('AppState', {
  description: 'Whether an app may receive data.',
  values: {
    PENDING: { description: 'Registered, not approved yet.' },
    APPROVED: { description: 'May receive what members grant it.' },
    SUSPENDED: { description: 'Stopped for a security risk; receives nothing.' },
    REFUSED: { description: 'Not approved, for a security risk; receives nothing.' },
  } as const,
});

export const SecurityRisk = builder.enumType('SecurityRisk', {
  description: 'The objective security risks for which an app may be denied (42 CFR 422.119(e)).',
  values: {
    TOKENS_EXPOSED: { description: 'Its tokens or secrets can be had by others.' },
    REDIRECT_NOT_CONTROLLED: { description: 'It does not control where sign-ins return to.' },
    MALWARE: { description: 'It carries malware.' },
    NO_ENCRYPTION: { description: 'It sends or keeps data without encryption.' },
    UNVERIFIABLE_OPERATOR: { description: 'Nobody can tell who runs it.' },
    VULNERABILITY_UNPATCHED: { description: 'It has a known vulnerability that stays.' },
  } as const,
});

export const AppAnswer = builder.enumType('AppAnswer', {
  description: 'What an app answers to a question.',
  values: {
    YES: { description: 'Yes.' },
    NO: { description: 'No.' },
    UNANSWERED: { description: 'The app does not say.' },
  } as const,
});

type Answered = {
  question: string;
  text: string;
  answer: 'YES' | 'NO' | 'UNANSWERED';
  detail: string;
};

const PrivacyAnswer = builder.objectRef<Answered>('PrivacyAnswer').implement({
  description: 'One of the eleven questions about an app, and what the app answers.',
  fields: (t) => ({
    question: t.exposeString('question', {
      nullable: false,
      description: 'The question, for programs.',
    }),
    text: t.exposeString('text', { nullable: false, description: 'The question, for people.' }),
    answer: t.field({
      type: AppAnswer,
      nullable: false,
      description: 'The answer.',
      resolve: (parent) => parent.answer,
    }),
    detail: t.exposeString('detail', { nullable: false, description: 'What the app adds to it.' }),
  }),
});

const GrantCountsType = builder.objectRef<GrantCounts>('GrantCounts').implement({
  description: 'How many grants an app has, without telling whose.',
  fields: (t) => ({
    active: t.exposeInt('active', { nullable: false, description: 'Standing now.' }),
    ended: t.exposeInt('ended', { nullable: false, description: 'Revoked or superseded.' }),
    expired: t.exposeInt('expired', { nullable: false, description: 'Run out.' }),
  }),
});

builder.prismaObject('Partner', {
  description: 'The organisation behind apps.',
  fields: (t) => ({
    partnerId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Its id.',
      resolve: (parent) => parent.id,
    }),
    name: t.exposeString('name', { nullable: false, description: 'Its name.' }),
  }),
});

export const App = builder.prismaNode('App', {
  description: 'A recipient: an app, another health plan or a provider.',
  nullable: true,
  id: { field: 'id', description: 'Its global id.' },
  findUnique: (id, { viewer }) => ({ id: uuidOrNone(id), AND: [visibleApps(viewer)] }),
  fields: (t) => ({
    name: t.exposeString('name', { nullable: false, description: 'Its name.' }),
    kind: t.field({
      type: AppKind,
      nullable: false,
      description: 'What kind of recipient it is.',
      resolve: (app) => app.kind,
    }),
    state: t.field({
      type: AppState,
      nullable: false,
      description: 'Whether it may receive data.',
      resolve: (app) => app.state,
    }),
    version: t.exposeInt('version', {
      description: '1 when registered; each change counts one on.',
    }),
    stateReason: t.string({
      description: 'Why it was suspended or refused, in words for its partner.',
      resolve: ({ partnerId, stateReason }, _args, { viewer }) =>
        viewer.kind === 'PARTNER' && viewer.partnerId !== partnerId ? null : stateReason,
    }),
    stateRisk: t.field({
      type: SecurityRisk,
      description: 'For which security risk it was suspended or refused.',
      resolve: (app) => app.stateRisk,
    }),
    privacyPolicyUrl: t.exposeString('privacyPolicyUrl', {
      description: 'Its privacy policy. Without one we recommend not to use the app.',
    }),
    redirectUris: t.exposeStringList('redirectUris', {
      description: 'Where sign-ins may return to.',
    }),
    pendingRedirectUris: t.exposeStringList('pendingRedirectUris', {
      description: 'Added since it was reviewed: not in use before an admin approves them.',
    }),
    partner: t.relation('partner', { nullable: false, description: 'Who is behind it.' }),
    privacyAnswers: t.field({
      type: [PrivacyAnswer],
      nullable: { list: false, items: false },
      description: 'The eleven questions, and what it answers.',
      select: { attestations: { orderBy: { version: 'desc' }, take: 1 } },
      resolve: (app) => answered(app.attestations[0]?.answers),
    }),
    warningCount: t.int({
      nullable: false,
      description: 'How many of its answers should make a member think. They never block it.',
      select: { attestations: { orderBy: { version: 'desc' }, take: 1 } },
      resolve: (app) => warningsOf(labelFrom(app.attestations[0]?.answers, app.privacyPolicyUrl)),
    }),
    isSharedWith: t.boolean({
      description: 'Whether you share with it now; for members.',
      select: { id: true },
      resolve: (app, _args, context) => isSharedWith(context, app.id),
    }),
    grantCounts: t.field({
      type: GrantCountsType,
      description: 'How many grants it has: for its own partner, auditors and admins.',
      select: { id: true, partnerId: true },
      resolve: (app, _args, context) =>
        context.viewer.kind === 'PARTNER' && context.viewer.partnerId !== app.partnerId
          ? null
          : grantCounts(context, app.id),
    }),
  }),
});

const { type: AppConnection, access: connectionAccess } = defineConnection(App, 'App');

builder.queryFields((t) => ({
  app: t.prismaField({
    type: App,
    description: 'One app by its id, or null when there is none for you.',
    args: { id: t.arg.globalID({ required: true, for: [App], description: 'The app.' }) },
    resolve: (query, _parent, { id }, { viewer, services }) =>
      services.database.prisma.app.findFirst({
        ...query,
        where: { id: uuidOrNone(id.id), AND: [visibleApps(viewer)] },
      }),
  }),
  apps: t.field({
    type: AppConnection,
    description: 'The apps that you may see.',
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      state: t.arg({ type: AppState, description: 'Only those in this state.' }),
      kind: t.arg({ type: AppKind, description: 'Only those of this kind.' }),
      search: t.arg.string({
        description:
          'Only those whose name, or whose partner, holds each of these words; case and accents do not matter.',
      }),
    },
    resolve: (_parent, { first, after, ...filter }, context, info) => {
      const { database } = context.services;
      return keysetPage(
        context,
        { first, after },
        {
          list: ['apps', filter.kind ?? null, filter.search ?? null, filter.state ?? null],
          position: z.string(),
          find: async (last, take) =>
            database.prisma.app.findMany({
              // With what the nodes ask for, so that no app of the page is read once more for itself.
              ...queryFromInfo({
                context,
                info,
                typeName: 'App',
                paths: [['nodes'], ['edges', 'node']],
              }),
              where: {
                AND: [
                  visibleApps(context.viewer),
                  await matchingApps(database, filter),
                  last === undefined ? {} : { id: { gt: last } },
                ],
              },
              orderBy: { id: 'asc' },
              take,
            }),
          positionOf: (app) => app.id,
        },
      );
    },
  }),
}));

function answered(stored: unknown): Answered[] {
  const given = answers.parse(stored);
  return questionNames.map((question) => ({
    question,
    text: questions[question],
    ...given[question],
  }));
}

export const access: Access = {
  Query: { app: signedIn, apps: signedIn },
  Partner: fields(['partnerId', 'name'], open),
  PrivacyAnswer: fields(['question', 'text', 'answer', 'detail'], open),
  GrantCounts: fields(['active', 'ended', 'expired'], open),
  App: {
    ...fields(
      [
        'id',
        'name',
        'kind',
        'state',
        'stateRisk',
        'privacyPolicyUrl',
        'partner',
        'privacyAnswers',
        'warningCount',
      ],
      open,
    ),
    isSharedWith: member,
    version: overseer,
    stateReason: overseer,
    redirectUris: overseer,
    pendingRedirectUris: overseer,
    grantCounts: overseer,
  },
  ...connectionAccess,
};
