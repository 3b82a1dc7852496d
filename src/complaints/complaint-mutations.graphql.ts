import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, fields, member, office, open } from '../graphql/kit/rules.ts';
import { InvalidInput, userErrors } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import { languageOf } from '../pages/words/choose.ts';
import { ComplaintKind, ComplaintRef } from './complaints.graphql.ts';
import { type Complaint, fileComplaint } from './complaints.ts';
import { answerComplaint, closeComplaint, takeComplaint } from './handle-complaint.ts';
import { longestWords, tidyWords } from './words-of-people.ts';

const FileComplaintInput = builder.inputType('FileComplaintInput', {
  description: 'What to complain of.',
  fields: (t) => ({
    kind: t.field({ type: ComplaintKind, required: true, description: 'What it is about.' }),
    appId: t.globalID({ description: 'The app that it is about, if it is about one.' }),
    text: t.string({
      required: true,
      description: `In your own words, ${longestWords} characters at most.`,
    }),
    language: t.string({ required: true, description: 'The language to answer in: en or es.' }),
    filingKey: t.string({
      description:
        'Any text of 100 characters at most: what is sent twice under the same is filed once.',
    }),
  }),
});

const TakeComplaintInput = builder.inputType('TakeComplaintInput', {
  description: 'Which complaint to work on.',
  fields: (t) => ({
    complaintId: t.field({ type: 'UUID', required: true, description: 'Which.' }),
  }),
});

const AnswerComplaintInput = builder.inputType('AnswerComplaintInput', {
  description: 'What to answer.',
  fields: (t) => ({
    complaintId: t.field({ type: 'UUID', required: true, description: 'Which.' }),
    answer: t.string({
      required: true,
      description: `In the member's language, ${longestWords} characters at most.`,
    }),
  }),
});

const CloseComplaintInput = builder.inputType('CloseComplaintInput', {
  description: 'Which complaint is over.',
  fields: (t) => ({
    complaintId: t.field({ type: 'UUID', required: true, description: 'Which.' }),
  }),
});

const payloadOf = (name: string) =>
  builder.objectRef<{ complaint: Complaint }>(name).implement({
    description: 'The complaint, as it stands now.',
    fields: (t) => ({
      complaint: t.field({
        type: ComplaintRef,
        nullable: false,
        description: 'The complaint.',
        resolve: ({ complaint }) => complaint,
      }),
    }),
  });

const FileComplaintPayload = payloadOf('FileComplaintPayload');
const TakeComplaintPayload = payloadOf('TakeComplaintPayload');
const AnswerComplaintPayload = payloadOf('AnswerComplaintPayload');
const CloseComplaintPayload = payloadOf('CloseComplaintPayload');

builder.mutationFields((t) => ({
  fileComplaint: t.field({
    type: FileComplaintPayload,
    description: 'Complains to your plan about privacy, sharing or an app.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: FileComplaintInput, required: true, description: 'What of.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'MEMBER') throw new GatewayError('FORBIDDEN');
      const language = languageOf(input.language);
      if (language === undefined) throw new InvalidInput('Wanted: en or es.', 'input.language');
      const complaint = await fileComplaint(services.database, viewer, {
        kind: input.kind,
        appId: input.appId ? idOf('App', input.appId, 'input.appId') : null,
        text: checkedWords(input.text, 'input.text'),
        language,
        filingKey: checkedKey(input.filingKey),
      });
      return { complaint };
    },
  }),
  takeComplaint: t.field({
    type: TakeComplaintPayload,
    description: 'Takes a complaint up, so that no two work on it.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: TakeComplaintInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, context) => {
      const { database } = context.services;
      return shown(context, await takeComplaint(database, officeOf(context), input.complaintId));
    },
  }),
  answerComplaint: t.field({
    type: AnswerComplaintPayload,
    description: 'Answers a complaint. The member is written to, and reads it in their account.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: AnswerComplaintInput, required: true, description: 'What.' }) },
    resolve: async (_parent, { input }, context) => {
      const answer = checkedWords(input.answer, 'input.answer');
      const { database } = context.services;
      const by = officeOf(context);
      return shown(context, await answerComplaint(database, by, input.complaintId, answer));
    },
  }),
  closeComplaint: t.field({
    type: CloseComplaintPayload,
    description: 'Closes a complaint that was answered.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: CloseComplaintInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, context) => {
      const { database } = context.services;
      return shown(context, await closeComplaint(database, officeOf(context), input.complaintId));
    },
  }),
}));

function officeOf({ viewer }: RequestContext): Actor {
  if (viewer.kind !== 'AGENT' && viewer.kind !== 'ADMIN') throw new GatewayError('FORBIDDEN');
  return { actor: viewer.subject, actorKind: viewer.kind };
}

/** The answer has the member's words with it: reading them is an entry, too. */
function shown({ reader }: RequestContext, complaint: Complaint) {
  reader.noteOfficeRead('complaints', 1, [complaint.memberId]);
  return { complaint };
}

/** @throws InvalidInput */
function checkedWords(given: string, path: string): string {
  const words = tidyWords(given);
  if (words === '') throw new InvalidInput('Wanted: some words.', path);
  if (words.length <= longestWords) return words;
  throw new InvalidInput(`Wanted: ${longestWords} characters at most.`, path);
}

/** @throws InvalidInput */
const checkedKey = (given: string | null | undefined): string =>
  given == null
    ? uuidv7()
    : checked(z.string().min(1).max(100), given, 'input.filingKey', '1 to 100 characters');

export const access: Access = {
  Mutation: {
    fileComplaint: member,
    takeComplaint: office,
    answerComplaint: office,
    closeComplaint: office,
  },
  FileComplaintPayload: fields(['complaint'], open),
  TakeComplaintPayload: fields(['complaint'], open),
  AnswerComplaintPayload: fields(['complaint'], open),
  CloseComplaintPayload: fields(['complaint'], open),
};
