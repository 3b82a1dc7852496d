import { clientAddress } from '../../accounts/limits.ts';
import { accountOf, type Claim } from '../../accounts/present-password.ts';
import type { MemberAccount } from '../../db/generated/prisma/client.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { Language } from '../../pages/words/words.ts';
import type { SiteParts } from '../parts.ts';
import type { MemberVisit } from '../visit.ts';

/** What the member signs in with, if that is kept here and not by their plan's own sign-in. */
export async function accountHere(
  { database, external }: SiteParts,
  { session }: MemberVisit,
): Promise<MemberAccount | undefined> {
  return external === undefined ? accountOf(database, session.memberId) : undefined;
}

/** What a form gives for the member's present password. */
export const claimOf = (
  { clientAddressHeader }: SiteParts,
  { request, form }: MemberVisit,
  account: MemberAccount,
): Claim => ({
  account,
  password: form.get('present') ?? '',
  address: clientAddress(request, clientAddressHeader),
});

type Refused =
  | {
      readonly kind: 'WAIT';
      readonly for: 'USER_NAME' | 'ADDRESS' | 'MAILS' | 'RECIPIENT';
      readonly seconds: number;
    }
  | { readonly kind: 'REFUSED' };

/** Why nothing was changed, as a form is shown again with it. */
export type FormFailure = {
  readonly status: 401 | 422 | 429;
  readonly errors: readonly { readonly field: string; readonly text: string }[];
  /** What is wrong with no field. */
  readonly text?: string;
  readonly retryAfter?: number;
};

export function failureOf(language: Language, refused: Refused): FormFailure {
  if (refused.kind === 'REFUSED') {
    const text = settingsWordsOf(language).password.wrong;
    return { status: 401, errors: [{ field: 'present', text }] };
  }
  const { seconds } = refused;
  const { signIn } = wordsOf(language);
  const say = {
    USER_NAME: registrationWordsOf(language).wait,
    ADDRESS: signIn.waitAddress,
    MAILS: settingsWordsOf(language).email.wait,
    RECIPIENT: () => settingsWordsOf(language).email.waitRecipient,
  }[refused.for];
  return { status: 429, errors: [], text: say(seconds), retryAfter: seconds };
}
