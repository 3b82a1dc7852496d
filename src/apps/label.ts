import type { Database } from '../db/database.ts';
import { type Answers, answers, questionNames } from './attestation.ts';

type QuestionName = keyof Answers;

/** One line of an app's label: what it answered, and whether that should make a member think. */
type LabelLine = {
  readonly question: QuestionName;
  readonly answer: 'YES' | 'NO' | 'UNANSWERED';
  readonly detail: string;
  readonly warns: boolean;
};

/** What an app says of itself, for the member to judge it by. A poor answer warns and never blocks. */
export type AppLabel = {
  readonly lines: readonly LabelLine[];
  readonly privacyPolicyUrl: string | null;
};

/** The answer that a member would hope for; where it depends on the words, either is one. */
const hopedFor: Readonly<Record<QuestionName, 'YES' | 'NO' | 'EITHER'>> = {
  sellsData: 'NO',
  sharesWithThirdParties: 'NO',
  howDataIsUsed: 'EITHER',
  canLimitUse: 'YES',
  canRemoveAccess: 'YES',
  deletionPolicy: 'YES',
  tellsOfPrivacyChanges: 'YES',
  collectsDeviceData: 'NO',
  security: 'YES',
  canCorrectData: 'YES',
  complaintsProcess: 'YES',
};

/** An app's label, by its newest answers. */
export async function labelOf(
  { prisma }: Pick<Database, 'prisma'>,
  app: { readonly id: string; readonly privacyPolicyUrl: string | null },
): Promise<AppLabel> {
  const newest = await prisma.appAttestation.findFirst({
    where: { appId: app.id },
    orderBy: { version: 'desc' },
  });
  return labelFrom(newest?.answers, app.privacyPolicyUrl);
}

/** The label that answers make, as they are kept; what is not known counts as not answered. */
export function labelFrom(kept: unknown, privacyPolicyUrl: string | null): AppLabel {
  const given = answers.safeParse(kept).data;
  return {
    privacyPolicyUrl,
    lines: questionNames.map((question) => {
      const { answer, detail } = given?.[question] ?? { answer: 'UNANSWERED', detail: '' };
      const hoped = hopedFor[question];
      const warns = answer === 'UNANSWERED' || (hoped !== 'EITHER' && answer !== hoped);
      return { question, answer, detail, warns };
    }),
  };
}

/** How many answers should make a member think. */
export const warningsOf = ({ lines }: AppLabel): number =>
  lines.filter(({ warns }) => warns).length;
