import { builder } from '../graphql/kit/builder.ts';
import { uuidOrNone } from '../graphql/kit/ids.ts';
import { type Access, fields, open, signedIn } from '../graphql/kit/rules.ts';

const Granularity = builder.enumType('Granularity', {
  description: 'Whether members of a plan may choose what to share.',
  values: {
    ALL_OR_NOTHING: { description: 'Everything or nothing.' },
    BY_CATEGORY_AND_LABEL: { description: 'By category and sensitivity label.' },
  } as const,
});

builder.prismaObject('LineOfBusiness', {
  description: 'A line of business of a plan.',
  fields: (t) => ({
    code: t.exposeString('code', { nullable: false, description: 'Its code within the plan.' }),
    name: t.exposeString('name', { nullable: false, description: 'Its name.' }),
    eligible: t.exposeBoolean('eligible', {
      nullable: false,
      description: 'Whether its members may share their data through this gateway.',
    }),
  }),
});

export const Plan = builder.prismaNode('Plan', {
  description: 'A health plan, with its policy on sharing.',
  nullable: true,
  id: { field: 'id', description: 'Its global id.' },
  findUnique: (id) => ({ id: uuidOrNone(id) }),
  fields: (t) => ({
    slug: t.exposeString('slug', {
      nullable: false,
      description: 'Its short name in URLs and commands.',
    }),
    name: t.exposeString('name', { nullable: false, description: 'Its name.' }),
    maximumTermDays: t.exposeInt('maximumTermDays', {
      nullable: false,
      description: 'For how many days a grant may run at most.',
    }),
    floorDate: t.field({
      type: 'Date',
      nullable: false,
      description: 'No recipient sees a service before this date.',
      resolve: (plan) => plan.floorDate,
    }),
    granularity: t.field({
      type: Granularity,
      nullable: false,
      description: 'Whether members choose what to share.',
      resolve: (plan) => plan.granularity,
    }),
    languages: t.exposeStringList('languages', {
      nullable: false,
      description: 'The languages of its materials, BCP 47.',
    }),
    channels: t.exposeStringList('channels', {
      nullable: false,
      description: 'Where sharing begins: in the app or in the portal.',
    }),
    supportPhone: t.exposeString('supportPhone', {
      nullable: false,
      description: 'The Member Help Team, which also revokes by telephone.',
    }),
    privacyEmail: t.exposeString('privacyEmail', {
      nullable: false,
      description: 'Where questions and complaints about privacy go.',
    }),
    complaintsPhone: t.string({
      nullable: false,
      description: 'Who takes complaints: the Member Help Team, unless it has a number for them.',
      resolve: ({ complaintsPhone, supportPhone }) => complaintsPhone ?? supportPhone,
    }),
    complaintsAddress: t.exposeString('complaintsAddress', {
      description: 'Where complaints go by mail.',
    }),
    complaintDays: t.exposeInt('complaintDays', {
      nullable: false,
      description: 'Within how many days complaints are answered.',
    }),
    linesOfBusiness: t.relation('linesOfBusiness', {
      nullable: false,
      query: { orderBy: { code: 'asc' } },
      description: 'Its lines of business.',
    }),
  }),
});

builder.queryField('plans', (t) =>
  t.prismaField({
    type: [Plan],
    nullable: { list: true, items: false },
    description: 'The plans that this gateway serves.',
    complexity: { field: 1, multiplier: 10 },
    resolve: (query, _parent, _args, { services }) =>
      services.database.prisma.plan.findMany({ ...query, orderBy: { slug: 'asc' } }),
  }),
);

export const access: Access = {
  Query: { plans: signedIn },
  LineOfBusiness: fields(['code', 'name', 'eligible'], open),
  Plan: fields(
    [
      'id',
      'slug',
      'name',
      'maximumTermDays',
      'floorDate',
      'granularity',
      'languages',
      'channels',
      'supportPhone',
      'privacyEmail',
      'complaintsPhone',
      'complaintsAddress',
      'complaintDays',
      'linesOfBusiness',
    ],
    open,
  ),
};
