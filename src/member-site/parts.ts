import type { Allowance } from '../accounts/growing-delay.ts';
import type { MemberSessions } from '../accounts/sessions.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import type { ExternalSignIn } from '../authorization/external/external-sign-in.ts';
import type { SigningParts } from '../signing/outcome.ts';
import type { Ask } from './ask.ts';
import type { SessionCookie } from './visit.ts';

/** What the pages of the member site work with. */
export type SiteParts = SigningParts & {
  readonly ask: Ask;
  readonly sessions: MemberSessions;
  readonly cookie: SessionCookie;
  readonly signIn: SignIn;
  /** How many links to another address a member may ask for. */
  readonly addressMails: Allowance;
  /** How many of them go to one address. */
  readonly recipients: Allowance;
  /** Where the gateway is reached. */
  readonly origin: string;
  /** The header in which a proxy says whom it speaks for. */
  readonly clientAddressHeader: string | undefined;
  /** Where members sign in instead, if their plan has its own. */
  readonly external: ExternalSignIn | undefined;
};
