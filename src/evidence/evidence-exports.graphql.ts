import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { type Access, auditor, fields, open } from '../graphql/kit/rules.ts';
import { InvalidInput, NotFound, StateConflict, userErrors } from '../graphql/kit/user-errors.ts';
import { type ExportRow, findExport, listExports, requestExport } from './exports.ts';

const EvidenceState = builder.enumType('EvidenceState', {
  description: 'How far an export of evidence is.',
  values: {
    QUEUED: { description: 'Nobody has begun.' },
    RUNNING: { description: 'It is being made.' },
    READY: { description: 'It can be fetched.' },
    FAILED: { description: 'It could not be made: `failure` tells why.' },
    EXPIRED: { description: 'It was ready, and is gone. Ask for it again.' },
  } as const,
});

const EvidenceExport = builder.objectRef<ExportRow>('EvidenceExport').implement({
  description:
    'A bundle of evidence: entries of the ledger with their proofs, keys and a page that checks them offline.',
  fields: (t) => ({
    exportId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Which.',
      resolve: ({ id }) => id,
    }),
    state: t.field({
      type: EvidenceState,
      nullable: false,
      description: 'How far it is.',
      resolve: ({ state }) => state,
    }),
    memberId: t.field({
      type: 'UUID',
      description: 'Of entries about this member.',
      resolve: ({ memberId }) => memberId,
    }),
    appId: t.field({
      type: 'UUID',
      description: 'Of entries about this app.',
      resolve: ({ appId }) => appId,
    }),
    from: t.field({
      type: 'DateTime',
      description: 'Of entries from then on.',
      resolve: ({ since }) => since,
    }),
    to: t.field({
      type: 'DateTime',
      description: 'Of entries before then.',
      resolve: ({ until }) => until,
    }),
    done: t.exposeInt('done', {
      nullable: false,
      description: 'Of its steps, how many are done: each entry is read, and then proved.',
    }),
    total: t.exposeInt('total', {
      nullable: false,
      description: 'How many steps it has, as far as that is known; 0 before it is begun.',
    }),
    failure: t.exposeString('failure', { description: 'Why it could not be made.' }),
    entries: t.exposeInt('entries', { description: 'How many entries it has.' }),
    bytes: t.field({
      type: 'SafeInt',
      description: 'How large it is.',
      resolve: ({ bytes }) => (bytes === null ? null : Number(bytes)),
    }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of it, hex.' }),
    requestedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it was asked for.',
      resolve: ({ requestedAt }) => requestedAt,
    }),
    readyAt: t.field({
      type: 'DateTime',
      description: 'Since when it can be fetched.',
      resolve: ({ readyAt }) => readyAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    downloadPath: t.string({
      description: 'Where it is fetched, with the same bearer token; each time is an entry.',
      resolve: ({ id, state }) => (state === 'READY' ? `/ledger/evidence/${id}` : null),
    }),
  }),
});

const ExportEvidenceInput = builder.inputType('ExportEvidenceInput', {
  description: 'Which entries: at least one of these; of several, entries that match all.',
  fields: (t) => ({
    memberId: t.field({ type: 'UUID', description: 'About this member.' }),
    appId: t.field({ type: 'UUID', description: 'About this app.' }),
    from: t.field({ type: 'DateTime', description: 'From then on.' }),
    to: t.field({ type: 'DateTime', description: 'Before then.' }),
  }),
});

const ExportEvidencePayload = builder
  .objectRef<{ export: ExportRow }>('ExportEvidencePayload')
  .implement({
    description: 'It is asked for.',
    fields: (t) => ({
      export: t.field({
        type: EvidenceExport,
        nullable: false,
        description: 'The export.',
        resolve: (parent) => parent.export,
      }),
    }),
  });

builder.mutationField('exportEvidence', (t) =>
  t.field({
    type: ExportEvidencePayload,
    description:
      'Asks for a bundle of evidence. It is made beside the requests, and kept for seven days.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: ExportEvidenceInput, required: true, description: 'Which entries.' }),
    },
    resolve: async (_parent, { input }, context) => {
      const { memberId, appId, from, to } = input;
      if (memberId == null && appId == null && from == null && to == null) {
        throw new InvalidInput('Nothing is selected: give memberId, appId, from or to.', 'input');
      }
      if (from != null && to != null && from >= to) {
        throw new InvalidInput('The period ends before it begins.', 'input.to');
      }
      const requested = await requestExport(context.services.database, subjectOf(context), {
        memberId: memberId ?? undefined,
        appId: appId ?? undefined,
        from: from ?? undefined,
        to: to ?? undefined,
      });
      if (requested === 'NO_MEMBER') throw new NotFound('member', 'input.memberId');
      if (requested === 'NO_APP') throw new NotFound('app', 'input.appId');
      if (requested === 'TOO_MANY') {
        throw new StateConflict('Five of your exports are under way. Ask again when one is ready.');
      }
      return { export: requested };
    },
  }),
);

builder.queryFields((t) => ({
  evidenceExport: t.field({
    type: EvidenceExport,
    nullable: true,
    description: 'One of your exports of evidence.',
    args: { exportId: t.arg({ type: 'UUID', required: true, description: 'Which.' }) },
    resolve: async (_parent, { exportId }, context) => {
      const found = await findExport(context.services.database, subjectOf(context), exportId);
      note(context, 'evidenceExport', found ? [found] : []);
      return found ?? null;
    },
  }),
  evidenceExports: t.field({
    type: [EvidenceExport],
    nullable: { list: true, items: false },
    description: 'Your exports of evidence, the newest first, 50 at most.',
    complexity: { field: 1, multiplier: 50 },
    resolve: async (_parent, _args, context) => {
      const found = await listExports(context.services.database, subjectOf(context));
      note(context, 'evidenceExports', found);
      return found;
    },
  }),
}));

function subjectOf({ viewer }: RequestContext): string {
  if (viewer.kind !== 'AUDITOR') throw new GatewayError('FORBIDDEN');
  return viewer.subject;
}

/** Whom evidence was asked about is an auditor's knowledge of members, like any other. */
function note({ reader }: RequestContext, what: string, exports: readonly ExportRow[]): void {
  const members = exports.flatMap(({ memberId }) => (memberId === null ? [] : [memberId]));
  reader.noteOversight(what, exports.length, [...new Set(members)]);
}

export const access: Access = {
  Query: { evidenceExport: auditor, evidenceExports: auditor },
  Mutation: { exportEvidence: auditor },
  ExportEvidencePayload: fields(['export'], open),
  EvidenceExport: fields(
    [
      ...['exportId', 'state', 'memberId', 'appId', 'from', 'to', 'done', 'total', 'failure'],
      ...['entries', 'bytes', 'sha256', 'requestedAt', 'readyAt', 'expiresAt', 'downloadPath'],
    ],
    open,
  ),
};
