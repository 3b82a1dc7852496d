import { z } from 'zod';
import { App } from '../apps/apps.graphql.ts';
import { isCategory, isLabel, isPurpose } from '../consent/vocabulary.ts';
import { builder } from '../graphql/kit/builder.ts';
import { idOf, uuidOrNone } from '../graphql/kit/ids.ts';
import {
  defineConnection,
  keysetPage,
  nodesOf,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import {
  type Access,
  fields,
  grantReader,
  memberAuditorOrAgent,
  memberOrAuditor,
  open,
} from '../graphql/kit/rules.ts';
import { Category, PurposeOfUse, SensitivityLabel } from '../graphql/kit/vocabulary.ts';
import { MemberRef, visibleMember } from '../members/member.ts';
import { type GrantWithApp, type grantStates, stateOf } from './grant-state.ts';
import { documentPath } from './signed-pdf.ts';
import { findGrant, findGrants, findPdfHash } from './visible-grants.ts';

const GrantState = builder.enumType('GrantState', {
  description: 'What a grant is at this moment.',
  values: {
    ACTIVE: { description: 'Standing: data is released under it.' },
    REVOKED: { description: 'Taken back.' },
    SUPERSEDED: { description: 'Followed by a new grant for the same app.' },
    EXPIRED: { description: 'Run out.' },
    SUSPENDED: { description: 'The app is not approved now, so nothing is released.' },
  } as const satisfies Record<(typeof grantStates)[number], unknown>,
});

export const GrantRef = builder.objectRef<GrantWithApp>('Grant');

builder.node(GrantRef, {
  description: "One member's signed consent for one app. Ended, never deleted.",
  id: { resolve: (grant) => grant.id, description: 'Its global id.' },
  isTypeOf: (value) => value instanceof Object && 'documentHash' in value,
  loadOne: async (id, context) => {
    const grant = await findGrant(context, uuidOrNone(id));
    if (grant) context.reader.noteOversight('grants', 1, [grant.memberId]);
    return grant;
  },
  fields: (t) => ({
    grantId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Its id, as the ledger knows it.',
      resolve: (grant) => grant.id,
    }),
    version: t.exposeInt('version', {
      nullable: false,
      description: '1 when signed; each change counts one on.',
    }),
    state: t.field({
      type: GrantState,
      nullable: false,
      description: 'What it is now.',
      resolve: (grant) => stateOf(grant, Date.now()),
    }),
    memberId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Whose it is.',
      resolve: (grant) => grant.memberId,
    }),
    member: t.field({
      type: MemberRef,
      description: 'Whose it is, as far as you may see them.',
      resolve: (grant, _args, context) => visibleMember(context, grant.memberId),
    }),
    app: t.field({
      type: App,
      nullable: false,
      description: 'For whom.',
      resolve: (grant) => grant.app,
    }),
    categories: t.field({
      type: [Category],
      nullable: { list: false, items: false },
      description: 'What may be released.',
      resolve: (grant) => grant.categories.filter(isCategory),
    }),
    labels: t.field({
      type: [SensitivityLabel],
      nullable: { list: false, items: false },
      description: 'Which sensitive data may be among it.',
      resolve: (grant) => grant.labels.filter(isLabel),
    }),
    includeUndated: t.exposeBoolean('includeUndated', {
      nullable: false,
      description: 'Whether records without a date of service may be among it.',
    }),
    since: t.field({
      type: 'Date',
      nullable: false,
      description: 'The first date of service.',
      resolve: (grant) => grant.since,
    }),
    until: t.field({
      type: 'Date',
      description: 'The last date of service; open when absent.',
      resolve: (grant) => grant.until,
    }),
    purpose: t.field({
      type: PurposeOfUse,
      description: 'What for.',
      resolve: ({ purpose }) => (isPurpose(purpose) ? purpose : null),
    }),
    signedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it was signed.',
      resolve: (grant) => grant.signedAt,
    }),
    endsAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it runs out.',
      resolve: (grant) => grant.endsAt,
    }),
    endedAt: t.field({
      type: 'DateTime',
      description: 'When it was ended before.',
      resolve: (grant) => grant.endedAt,
    }),
    endedBy: t.field({
      type: EndedBy(),
      description: 'Who ended it, how and why.',
      resolve: (grant) => (grant.endedAt === null ? null : grant),
    }),
    document: t.exposeString('document', { description: 'The text that was signed, Markdown.' }),
    language: t.exposeString('language', { description: 'The language of that text, BCP 47.' }),
    documentHash: t.string({
      description: 'SHA-256 of that text, hex, as the ledger has it.',
      resolve: (grant) => Buffer.from(grant.documentHash).toString('hex'),
    }),
    pdfPath: t.string({
      description:
        'Where the same is fetched as a PDF, with the token that asks here; absent where none was made.',
      resolve: async (grant, _args, context) =>
        (await findPdfHash(context, grant.id)) === undefined ? null : documentPath(grant.id),
    }),
    pdfHash: t.string({
      description: "SHA-256 of the PDF's bytes, hex, as the ledger has it.",
      resolve: (grant, _args, context) => findPdfHash(context, grant.id),
    }),
    signature: t.exposeString('signature', { description: 'The name it was signed with.' }),
  }),
});

function EndedBy() {
  const kind = builder.enumType('EndedByKind', {
    description: 'Who can end a grant.',
    values: {
      MEMBER: { description: 'The member.' },
      AGENT: { description: 'The Member Help Team, asked by the member.' },
      APP: { description: 'The app, which gave its tokens back.' },
      SYSTEM: { description: 'Nobody: its term was over.' },
    } as const,
  });
  const channel = builder.enumType('EndChannel', {
    description: 'How a grant can be ended.',
    values: {
      ONLINE: { description: 'By the member, signed in.' },
      PHONE: { description: 'By telephone.' },
      OAUTH: { description: 'By OAuth: a token was revoked (RFC 7009).' },
      SYSTEM: { description: 'By its term.' },
    } as const,
  });
  return builder.objectRef<GrantWithApp>('GrantEnd').implement({
    description: 'How a grant ended.',
    fields: (t) => ({
      by: t.field({ type: kind, description: 'Who.', resolve: (grant) => grant.endedByKind }),
      channel: t.field({
        type: channel,
        description: 'How.',
        resolve: (grant) => grant.endedChannel,
      }),
      reason: t.exposeString('endedReason', { description: 'Why.' }),
    }),
  });
}

const { type: GrantConnection, access: connectionAccess } = defineConnection(GrantRef, 'Grant');

const GrantFilter = builder.inputType('GrantFilter', {
  description: 'Which grants.',
  fields: (t) => ({
    appId: t.globalID({ description: 'For this app.' }),
    memberId: t.globalID({ description: "This member's." }),
  }),
});

builder.queryField('grants', (t) =>
  t.field({
    type: GrantConnection,
    description: 'The grants that you may see: a member their own, an app its own, an auditor all.',
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: GrantFilter, description: 'Which of them.' }) },
    resolve: async (_parent, { filter, ...asked }, context) => {
      const narrowing = {
        appId: filter?.appId ? idOf('App', filter.appId, 'filter.appId') : undefined,
        memberId: filter?.memberId ? idOf('Member', filter.memberId, 'filter.memberId') : undefined,
      };
      const { services, viewer, reader } = context;
      const page = await keysetPage(context, asked, {
        list: ['grants', JSON.stringify(narrowing)],
        position: z.string(),
        find: (before, take) => findGrants(services.database, viewer, narrowing, before, take),
        positionOf: (grant) => grant.id,
      });
      const members = nodesOf(page).map(({ memberId }) => memberId);
      reader.noteOversight('grants', members.length, members);
      return page;
    },
  }),
);

export const access: Access = {
  Query: { grants: grantReader },
  Grant: {
    ...fields(
      [
        'id',
        'grantId',
        'version',
        'state',
        'memberId',
        'member',
        'app',
        'categories',
        'labels',
        'includeUndated',
        'since',
        'until',
        'purpose',
        'signedAt',
        'endsAt',
        'endedAt',
      ],
      grantReader,
    ),
    // An app is told that its grant ended, and of which kind the end was; not who, how and why.
    ...fields(
      ['document', 'documentHash', 'language', 'pdfPath', 'pdfHash', 'signature'],
      memberOrAuditor,
    ),
    endedBy: memberAuditorOrAgent,
  },
  GrantEnd: fields(['by', 'channel', 'reason'], open),
  ...connectionAccess,
};
