import { z } from 'zod';
import { builder } from '../graphql/kit/builder.ts';
import {
  defineConnection,
  keysetPage,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import { type Access, admin, fields, open } from '../graphql/kit/rules.ts';
import { userErrors } from '../graphql/kit/user-errors.ts';
import { canRetry, deadMails, maskedAddress, type OutboxMail, retryMail } from './dead-mails.ts';

const MailState = builder.enumType('MailState', {
  description: 'What has become of a mail.',
  values: {
    PENDING: { description: 'It is to be sent.' },
    SENT: { description: 'A mail server has accepted it.' },
    DEAD: { description: 'It is given up.' },
  } as const,
});

const Mail = builder.objectRef<OutboxMail>('Mail').implement({
  description: 'A mail to somebody, without what it says.',
  fields: (t) => ({
    mailId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Which; the same is in its Message-ID.',
      resolve: ({ id }) => id,
    }),
    kind: t.exposeString('kind', { nullable: false, description: 'What it tells of.' }),
    to: t.string({
      nullable: false,
      description: 'To whom, but for the most of the name.',
      resolve: ({ to }) => maskedAddress(to),
    }),
    state: t.field({
      type: MailState,
      nullable: false,
      description: 'What has become of it.',
      resolve: ({ state }) => state,
    }),
    attempts: t.exposeInt('attempts', {
      nullable: false,
      description: 'How often it was tried.',
    }),
    lastError: t.exposeString('lastError', {
      description: 'Why the last try failed: codes, such as `EENVELOPE 550 5.1.1 RCPT TO`.',
    }),
    canRetry: t.boolean({
      nullable: false,
      description: 'Whether it can be tried again; a mail whose link is no longer kept cannot.',
      resolve: canRetry,
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When what it tells of happened.',
      resolve: ({ createdAt }) => createdAt,
    }),
  }),
});

const { type: MailConnection, access: connectionAccess } = defineConnection(Mail, 'Mail');

builder.queryField('deadMails', (t) =>
  t.field({
    type: MailConnection,
    description: 'Mails that were given up, the newest first.',
    complexity: pageComplexity,
    args: pageArguments,
    resolve: (_parent, page, context) =>
      keysetPage(context, page, {
        list: ['deadMails'],
        position: z.uuid(),
        find: (last, take) => deadMails(context.services.database, last, take),
        positionOf: ({ id }) => id,
      }),
  }),
);

const RetryMailInput = builder.inputType('RetryMailInput', {
  description: 'A mail that was given up.',
  fields: (t) => ({
    mailId: t.field({ type: 'UUID', required: true, description: 'Which.' }),
  }),
});

const RetryMailPayload = builder.objectRef<{ mail: OutboxMail }>('RetryMailPayload').implement({
  description: 'It is tried again.',
  fields: (t) => ({
    mail: t.field({
      type: Mail,
      nullable: false,
      description: 'The mail, as it stands now.',
      resolve: (parent) => parent.mail,
    }),
  }),
});

builder.mutationField('retryMail', (t) =>
  t.field({
    type: RetryMailPayload,
    description: 'Tries a mail again that was given up, once what stood in its way is mended.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: RetryMailInput, required: true, description: 'Which mail.' }),
    },
    resolve: async (_parent, { input }, { services }) => ({
      mail: await retryMail(services.database, input.mailId),
    }),
  }),
);

export const access: Access = {
  Query: { deadMails: admin },
  Mutation: { retryMail: admin },
  RetryMailPayload: fields(['mail'], open),
  Mail: fields(
    ['mailId', 'kind', 'to', 'state', 'attempts', 'lastError', 'canRetry', 'createdAt'],
    open,
  ),
  ...connectionAccess,
};
