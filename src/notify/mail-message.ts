import { z } from 'zod';
import { english } from '../pages/words/english.ts';
import type { QuestionWords } from '../pages/words/questions.ts';

/** Facts are kept as JSON, where a moment is a text. */
const moment = z.coerce.date<Date>();
const app = z.string();
/** The plan, and where its members call. */
const plan = { plan: z.string(), phone: z.string() };
/** Which consent, on the member site; mails that were queued before they said so have none. */
const grant = { grantId: z.guid().optional() };
const complaint = { complaintId: z.guid().optional() };

const question = z.custom<keyof QuestionWords>(
  (name) => typeof name === 'string' && Object.hasOwn(english.questions, name),
);
const answer = z.enum(['YES', 'NO', 'UNANSWERED']);

const suspended = z.object({ kind: z.literal('SHARING_SUSPENDED'), app });
const resumed = z.object({ kind: z.literal('SHARING_RESUMED'), app });
const answersChanged = z.object({
  kind: z.literal('APP_ANSWERS_CHANGED'),
  app,
  /** Before and after are the same where the app says more or less beside its answer. */
  changes: z.array(z.object({ question, before: answer, after: answer })),
  /** Whether the address of its privacy policy is another. */
  privacyPolicyChanged: z.boolean().default(false),
});

/** What all who share with an app are told. */
const appNews = z.discriminatedUnion('kind', [suspended, resumed, answersChanged]);

/** What a mail says: its kind, and the facts that the kind needs. Names of apps and plans, no health data. */
export const mailMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('CONSENT_SIGNED'), app, ...plan, ...grant, endsAt: moment }),
  z.object({
    kind: z.literal('CONSENT_ENDED'),
    app,
    ...plan,
    ...grant,
    /** Who ended it; the term, where nobody did. */
    by: z.enum(['MEMBER', 'AGENT', 'APP', 'TERM']),
    endedAt: moment,
  }),
  z.object({
    kind: z.literal('CONSENT_ENDING'),
    app,
    ...plan,
    ...grant,
    endsAt: moment,
    /** Which of the notices it is. */
    days: z.literal([30, 7]),
  }),
  z.object({ kind: z.literal('VERIFY_EMAIL'), link: z.url() }),
  z.object({ kind: z.literal('RESET_PASSWORD'), link: z.url() }),
  /** To the address that is to be the account's. */
  z.object({ kind: z.literal('CHANGE_EMAIL'), link: z.url() }),
  /** To the address that still is. */
  z.object({ kind: z.literal('EMAIL_CHANGE_ASKED'), ...plan }),
  /** To the address that was, with the way back; mails that were queued before there was one have none. */
  z.object({ kind: z.literal('EMAIL_CHANGED'), ...plan, link: z.url().optional() }),
  /** Somebody tried to register who has an account. */
  z.object({ kind: z.literal('ALREADY_REGISTERED') }),
  z.object({ kind: z.literal('PASSWORD_CHANGED') }),
  /** The case, by its number: what the member wrote and what is answered stay on the member site. */
  z.object({
    kind: z.literal('COMPLAINT_RECEIVED'),
    ...plan,
    ...complaint,
    caseNumber: z.string(),
    dueAt: moment,
  }),
  z.object({
    kind: z.literal('COMPLAINT_ANSWERED'),
    ...plan,
    ...complaint,
    caseNumber: z.string(),
  }),
  z.object({
    kind: z.literal('DELETION_REQUESTED'),
    app,
    ...plan,
    ...grant,
    answerDueAt: moment,
  }),
  /** What the app says beside it stays on the member site. */
  z.object({
    kind: z.literal('DELETION_ACKNOWLEDGED'),
    app,
    ...plan,
    ...grant,
    outcome: z.enum(['DELETED', 'PARTLY_DELETED', 'KEPT']),
  }),
  suspended.extend({ ...plan, ...grant }),
  resumed.extend({ ...plan, ...grant }),
  answersChanged.extend({ ...plan, ...grant }),
]);

export type MailMessage = z.input<typeof mailMessage>;
export type AppNewsMessage = z.input<typeof appNews>;

const hour = 3_600_000;
/** Kinds with a link that is as good as a password, and for how long it is, milliseconds. */
export const linkLifetimes = {
  VERIFY_EMAIL: 24 * hour,
  CHANGE_EMAIL: 24 * hour,
  EMAIL_CHANGED: 72 * hour,
  RESET_PASSWORD: hour,
} as const satisfies Partial<Record<MailMessage['kind'], number>>;

const lifetimes = new Map<string, number>(Object.entries(linkLifetimes));
/** For how long the link of a mail is of use; undefined where it has none that is secret. */
export const linkLifetimeOf = (kind: string): number | undefined => lifetimes.get(kind);

/** Kinds whose link is not kept once the mail is sent or given up. */
export const secretKinds: readonly string[] = [...lifetimes.keys()];
