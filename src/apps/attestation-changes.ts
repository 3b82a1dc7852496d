import { type Answers, answers, questionNames } from './attestation.ts';

/** One version of what an app says of itself, as it is kept. */
export type KeptAttestation = {
  readonly version: number;
  readonly answers: unknown;
  readonly privacyPolicyUrl: string | null;
  readonly attestedAt: Date;
};

/** What changed from one version to another: an answer, or where the privacy policy is. */
export type AnswerChange = {
  readonly question: keyof Answers;
  readonly before: Answers[keyof Answers];
  readonly after: Answers[keyof Answers];
};
export type AttestationChanges = {
  readonly answers: readonly AnswerChange[];
  /** Absent where it is the same. */
  readonly privacyPolicyUrl?: { readonly before: string | null; readonly after: string | null };
};

type Said = Pick<KeptAttestation, 'answers' | 'privacyPolicyUrl'>;

/** What an app says in a later version, and said otherwise in an earlier one; in the order of the questions. */
export function changesBetween(earlier: Said, later: Said): AttestationChanges {
  const [before, after] = [answers.parse(earlier.answers), answers.parse(later.answers)];
  const policy = { before: earlier.privacyPolicyUrl, after: later.privacyPolicyUrl };
  return {
    answers: questionNames
      .map((question) => ({ question, before: before[question], after: after[question] }))
      .filter(
        (one) => one.before.answer !== one.after.answer || one.before.detail !== one.after.detail,
      ),
    ...(policy.before === policy.after ? {} : { privacyPolicyUrl: policy }),
  };
}

/** Whether there is anything to tell. */
export const isChanged = ({ answers: changed, privacyPolicyUrl }: AttestationChanges): boolean =>
  changed.length > 0 || privacyPolicyUrl !== undefined;
