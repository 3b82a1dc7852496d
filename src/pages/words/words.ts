import type { QuestionWords } from './questions.ts';

/** The languages of the pages, by their BCP 47 tags. */
export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

/** Everything that the pages say. `(name)` stands for what is filled in. */
export type Words = {
  readonly language: Language;
  readonly languageName: string;
  readonly otherLanguage: { readonly language: Language; readonly name: string };
  readonly skip: string;
  readonly navigation: string;
  readonly help: (phone: string) => string;
  readonly privacy: (email: string) => string;
  readonly questions: QuestionWords;
  readonly answers: Readonly<Record<'YES' | 'NO' | 'UNANSWERED', string>>;
  readonly cancel: string;
  readonly next: string;
  readonly back: string;
  readonly step: (number: number, of: number) => string;
  readonly signIn: {
    readonly title: string;
    readonly lead: (app: string) => string;
    readonly userName: string;
    readonly password: string;
    readonly submit: string;
    readonly refused: string;
    readonly wait: (seconds: number) => string;
    /** Where too many failed from where the member is, perhaps not theirs. */
    readonly waitAddress: (seconds: number) => string;
    readonly missing: string;
  };
  readonly share: {
    readonly title: (app: string) => string;
    readonly lead: (app: string, plan: string) => string;
    /** Where nobody asked: the member began. */
    readonly ownLead: (app: string, plan: string) => string;
    readonly aboutApp: (app: string) => string;
    readonly warnings: (count: number) => string;
    readonly warningsLead: string;
    readonly allAnswers: string;
    readonly noPrivacyPolicy: string;
    readonly privacyPolicy: string;
    readonly what: string;
    readonly kind: string;
    readonly records: string;
    readonly sensitive: string;
    readonly previewLead: string;
    /** Where nothing is chosen yet. */
    readonly choosingLead: string;
    readonly categories: string;
    readonly labels: string;
    readonly labelsLead: string;
    readonly dates: string;
    readonly since: string;
    readonly until: string;
    readonly untilHint: string;
    readonly undated: string;
    readonly term: string;
    readonly termHint: (most: number) => string;
    readonly lasts: (days: number) => string;
    readonly allOrNothing: (plan: string) => string;
    readonly update: string;
    /** What comes after this page. */
    readonly next: string;
    readonly floor: (plan: string, date: string) => string;
    readonly notOffered: (plan: string) => string;
    readonly coverageOver: (plan: string) => string;
    readonly refused: {
      readonly title: string;
      readonly categories: string;
      readonly since: string;
      readonly until: string;
      readonly termDays: string;
      readonly other: string;
    };
  };
  readonly read: {
    readonly progress: (number: number, of: number) => string;
    readonly done: string;
    readonly unfinished: string;
  };
  readonly sign: {
    readonly title: string;
    readonly lead: string;
    readonly agree: string;
    readonly signature: string;
    readonly signatureHint: string;
    readonly submit: string;
    readonly changed: string;
    readonly notAgreed: string;
    readonly nameMissing: string;
    /** Where it cannot be written down: too long, or more than one line. */
    readonly nameUnfit: string;
    /** Where it is not the one on record, which the page does not tell. */
    readonly otherName: string;
    readonly document: string;
  };
  readonly again: {
    readonly title: (app: string) => string;
    readonly lead: (app: string, until: string) => string;
    readonly goOn: string;
    readonly signAnew: string;
  };
  readonly error: {
    readonly title: string;
    readonly lead: string;
    readonly signOut: string;
    readonly signOutLead: string;
    readonly signedOut: string;
    readonly expired: string;
    readonly code: string;
    readonly notForApp: string;
  };
};
