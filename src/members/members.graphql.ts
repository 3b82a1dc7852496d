import { App } from '../apps/apps.graphql.ts';
import { builder } from '../graphql/kit/builder.ts';
import { uuidOrNone } from '../graphql/kit/ids.ts';
import { defineConnection, pageArguments, pageComplexity, pageSize } from '../graphql/kit/pages.ts';
import { type Access, fields, member, memberOrApp, open } from '../graphql/kit/rules.ts';
import type { Viewer, ViewerKind as ViewerKindName } from '../identity/viewer.ts';
import { Plan } from '../plans/plans.graphql.ts';
import { idCardOf } from './id-card.ts';
import { MemberRef, visibleMember, visibleMembers } from './member.ts';

builder.node(MemberRef, {
  description: 'A person covered by a plan, as far as you may see them.',
  id: { resolve: (parent) => parent.id, description: 'Their global id.' },
  isTypeOf: (value) => value instanceof Object && 'planId' in value && !('kind' in value),
  loadOne: (id, context) => visibleMember(context, id),
  fields: (t) => ({
    memberId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Their id, as the ledger and commands know it.',
      resolve: (parent) => parent.id,
    }),
    plan: t.prismaField({
      type: Plan,
      description: 'Their plan.',
      resolve: (query, parent, _args, { services }) =>
        services.database.prisma.plan.findUnique({ ...query, where: { id: parent.planId } }),
    }),
    enrolment: t.field({
      type: Enrolment(),
      description: 'How they are enrolled in the plan.',
      resolve: (parent, _args, { services }) =>
        services.database.prisma.member.findUnique({ where: { id: parent.id } }),
    }),
    idCard: t.field({
      type: IdCard(),
      description: 'What stands on their ID card.',
      resolve: (parent, _args, context) => idCardOf(context, parent),
    }),
  }),
});

function Enrolment() {
  return builder
    .objectRef<{
      lineOfBusiness: string | null;
      effectiveFrom: Date | null;
      effectiveUntil: Date | null;
    }>('Enrolment')
    .implement({
      description: 'How a member is enrolled in their plan.',
      fields: (t) => ({
        lineOfBusiness: t.exposeString('lineOfBusiness', {
          description: 'The line of business, by its code.',
        }),
        effectiveFrom: t.expose('effectiveFrom', {
          type: 'Date',
          description: 'The first day covered.',
        }),
        effectiveUntil: t.expose('effectiveUntil', {
          type: 'Date',
          description: 'The last day covered.',
        }),
      }),
    });
}

function IdCard() {
  type Card = NonNullable<Awaited<ReturnType<typeof idCardOf>>>;
  return builder.objectRef<Card>('IdCard').implement({
    description: 'What stands on a member’s ID card.',
    fields: (t) => ({
      subscriberId: t.exposeString('subscriberId', { description: 'The number on the card.' }),
      memberName: t.exposeString('memberName', { description: 'The name on the card.' }),
      planName: t.exposeString('planName', { description: 'The plan product.' }),
      groupNumber: t.exposeString('groupNumber', { description: 'The group.' }),
      rxBin: t.exposeString('rxBin', { description: 'The pharmacy BIN.' }),
      rxPcn: t.exposeString('rxPcn', { description: 'The pharmacy PCN.' }),
      rxGroup: t.exposeString('rxGroup', { description: 'The pharmacy group.' }),
      supportPhone: t.exposeString('supportPhone', { description: 'The Member Help Team.' }),
    }),
  });
}

const { type: MemberConnection, access: connectionAccess } = defineConnection(MemberRef, 'Member');

const ViewerKind = builder.enumType('ViewerKind', {
  description: 'Who is asking.',
  values: {
    NOBODY: { description: 'A request without a token.' },
    MEMBER: { description: 'A person covered by a plan.' },
    APP: { description: 'A recipient: an app, another plan or a provider.' },
    PARTNER: { description: 'Somebody of the organisation behind apps.' },
    AUDITOR: { description: 'Who oversees grants and disclosures.' },
    AGENT: { description: 'The Member Help Team.' },
    ADMIN: { description: 'Who approves and suspends apps.' },
  } as const satisfies Record<ViewerKindName, unknown>,
});

const ViewerType = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who is asking, as the token says.',
  fields: (t) => ({
    kind: t.field({
      type: ViewerKind,
      nullable: false,
      description: 'Which kind of viewer.',
      resolve: (viewer) => viewer.kind,
    }),
    member: t.field({
      type: MemberRef,
      description: 'The member who asks.',
      resolve: (viewer, _args, context) =>
        viewer.kind === 'MEMBER' ? visibleMember(context, viewer.memberId) : null,
    }),
    app: t.prismaField({
      type: App,
      description: 'The app that asks.',
      resolve: (query, viewer, _args, { services }) =>
        viewer.kind === 'APP'
          ? services.database.prisma.app.findUnique({
              ...query,
              where: { id: uuidOrNone(viewer.appId) },
            })
          : null,
    }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({
    type: ViewerType,
    nullable: false,
    description: 'Who is asking.',
    resolve: (_parent, _args, { viewer }) => viewer,
  }),
  member: t.field({
    type: MemberRef,
    description: 'One member by their id, or null when there is none for you.',
    args: { id: t.arg.globalID({ required: true, for: [MemberRef], description: 'The member.' }) },
    resolve: (_parent, { id }, context) => visibleMember(context, id.id),
  }),
  members: t.field({
    type: MemberConnection,
    description: 'The members whose data you may read now.',
    complexity: pageComplexity,
    args: pageArguments,
    resolve: (_parent, { first, after }, context) =>
      visibleMembers(context, pageSize(first), after),
  }),
}));

export const access: Access = {
  Query: { viewer: open, member: memberOrApp, members: memberOrApp },
  Viewer: fields(['kind', 'member', 'app'], open),
  Member: {
    ...fields(['id', 'memberId', 'plan', 'idCard'], memberOrApp),
    enrolment: member,
  },
  Enrolment: fields(['lineOfBusiness', 'effectiveFrom', 'effectiveUntil'], open),
  IdCard: fields(
    [
      'subscriberId',
      'memberName',
      'planName',
      'groupNumber',
      'rxBin',
      'rxPcn',
      'rxGroup',
      'supportPhone',
    ],
    open,
  ),
  ...connectionAccess,
};
