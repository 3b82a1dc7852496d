import { builder } from '../graphql/kit/builder.ts';
import { type Access, fields, open } from '../graphql/kit/rules.ts';
import { App, AppAnswer } from './apps.graphql.ts';
import { type Answers, questions } from './attestation.ts';
import {
  type AnswerChange,
  type AttestationChanges,
  changesBetween,
  type KeptAttestation,
} from './attestation-changes.ts';

/** How many versions are told: the newest ones. */
const mostVersions = 50;

type Given = Answers[keyof Answers];

const GivenAnswer = builder.objectRef<Given>('GivenAnswer').implement({
  description: 'What an app answered to a question in one version.',
  fields: (t) => ({
    answer: t.field({
      type: AppAnswer,
      nullable: false,
      description: 'The answer.',
      resolve: ({ answer }) => answer,
    }),
    detail: t.exposeString('detail', { nullable: false, description: 'What it added to it.' }),
  }),
});

const AnswerChangeType = builder.objectRef<AnswerChange>('PrivacyAnswerChange').implement({
  description: 'One of the eleven questions to which an app answers otherwise than before.',
  fields: (t) => ({
    question: t.exposeString('question', {
      nullable: false,
      description: 'The question, for programs.',
    }),
    text: t.string({
      nullable: false,
      description: 'The question, for people.',
      resolve: ({ question }) => questions[question],
    }),
    before: t.field({
      type: GivenAnswer,
      nullable: false,
      description: 'What it answered.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: GivenAnswer,
      nullable: false,
      description: 'What it answers.',
      resolve: ({ after }) => after,
    }),
  }),
});

const Changes = builder.objectRef<AttestationChanges>('AttestationChanges').implement({
  description: 'What an app says otherwise than in an earlier version.',
  fields: (t) => ({
    answers: t.field({
      type: [AnswerChangeType],
      nullable: { list: false, items: false },
      description: 'The questions that it answers otherwise, in their order.',
      complexity: { field: 1, multiplier: 11 },
      resolve: ({ answers }) => [...answers],
    }),
    privacyPolicyChanged: t.boolean({
      nullable: false,
      description: 'Whether its privacy policy stands elsewhere, or was put up or taken down.',
      resolve: ({ privacyPolicyUrl }) => privacyPolicyUrl !== undefined,
    }),
  }),
});

type Version = KeptAttestation & { readonly before: KeptAttestation | undefined };

const Attestation = builder.objectRef<Version>('AppAttestation').implement({
  description: 'One version of what an app says of itself.',
  fields: (t) => ({
    version: t.exposeInt('version', { nullable: false, description: 'Counts from 1.' }),
    attestedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When.',
      resolve: ({ attestedAt }) => attestedAt,
    }),
    privacyPolicyUrl: t.exposeString('privacyPolicyUrl', {
      description: 'Where its privacy policy stood then.',
    }),
    changes: t.field({
      type: Changes,
      description: 'What is otherwise than in the version before; null in the first.',
      resolve: (version) => (version.before ? changesBetween(version.before, version) : null),
    }),
  }),
});

builder.prismaObjectFields(App, (t) => ({
  attestations: t.field({
    type: [Attestation],
    nullable: { list: false, items: false },
    description: `What it has said of itself, newest first; the last ${mostVersions} versions.`,
    complexity: { field: 5, multiplier: 10 },
    select: { attestations: { orderBy: { version: 'desc' }, take: mostVersions + 1 } },
    resolve: ({ attestations }) =>
      attestations
        .map((version, place) => ({ ...version, before: attestations[place + 1] }))
        .slice(0, mostVersions),
  }),
  privacyAnswerChanges: t.field({
    type: Changes,
    description:
      'What it says otherwise than in an earlier version; null where there was no such version.',
    args: { sinceVersion: t.arg.int({ required: true, description: 'The earlier version.' }) },
    complexity: 10,
    select: { id: true },
    resolve: async ({ id }, { sinceVersion }, { services }) => {
      const { appAttestation } = services.database.prisma;
      const [earlier, newest] = await Promise.all([
        appAttestation.findUnique({
          where: { appId_version: { appId: id, version: sinceVersion } },
        }),
        appAttestation.findFirst({ where: { appId: id }, orderBy: { version: 'desc' } }),
      ]);
      return earlier && newest && changesBetween(earlier, newest);
    },
  }),
}));

export const access: Access = {
  App: fields(['attestations', 'privacyAnswerChanges'], open),
  AppAttestation: fields(['version', 'attestedAt', 'privacyPolicyUrl', 'changes'], open),
  AttestationChanges: fields(['answers', 'privacyPolicyChanged'], open),
  PrivacyAnswerChange: fields(['question', 'text', 'before', 'after'], open),
  GivenAnswer: fields(['answer', 'detail'], open),
};
