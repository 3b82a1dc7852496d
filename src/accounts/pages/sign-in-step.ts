import type { IncomingMessage } from 'node:http';
import type { Database } from '../../db/database.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import type { Language } from '../../pages/words/words.ts';
import { clientAddress } from '../limits.ts';
import type { SignedIn, SignIn } from '../sign-in.ts';
import { openVisit } from '../visits.ts';
import { pathWith } from './asked.ts';
import type { SignInFailure } from './sign-in-page.ts';

/** What becomes of a sign-in form. */
export type SignInStep =
  | ({ readonly kind: 'SIGNED_IN' } & SignedIn)
  /** To where the mail is looked for, and asked for again. */
  | { readonly kind: 'VERIFY'; readonly path: string; readonly cookie: string }
  | {
      readonly kind: 'AGAIN';
      readonly status: 401 | 422 | 429;
      readonly failure: SignInFailure;
      readonly headers: Readonly<Record<string, string>>;
    };

export type SignInStepParts = {
  readonly database: Pick<Database, 'prisma'>;
  readonly signIn: SignIn;
  /** Where our pages are. */
  readonly origin: string;
  /** The header in which a proxy says whom it speaks for. */
  readonly clientAddressHeader: string | undefined;
};

/**
 * Carries out what a sign-in form says.
 *
 * @param waiting the app's request to come back to once the address is verified
 */
export async function signInStep(
  { database, signIn, origin, clientAddressHeader }: SignInStepParts,
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  form: URLSearchParams,
  language: Language,
  waiting?: string,
): Promise<SignInStep> {
  const userName = form.get('userName') ?? '';
  const password = form.get('password') ?? '';
  const words = wordsOf(language).signIn;
  const again = (
    status: 401 | 422 | 429,
    text: string,
    headers: Readonly<Record<string, string>> = {},
  ): SignInStep => ({ kind: 'AGAIN', status, failure: { userName, text }, headers });
  if (userName.trim() === '' || password === '') return again(422, words.missing);
  const result = await signIn(userName, password, clientAddress(request, clientAddressHeader));
  switch (result.kind) {
    case 'REFUSED':
      return again(401, words.refused);
    case 'WAIT':
      return again(
        429,
        (result.for === 'ADDRESS' ? words.waitAddress : words.wait)(result.seconds),
        { 'retry-after': `${result.seconds}` },
      );
    case 'UNVERIFIED': {
      const { memberId, email: sentTo } = result.of;
      const visit = { memberId, returnTo: waiting, sentTo };
      const { path, cookie } = await openVisit(database, origin, visit);
      return { kind: 'VERIFY', path: pathWith(path, language), cookie };
    }
    case 'SIGNED_IN':
      return result;
  }
}
