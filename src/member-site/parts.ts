import type { MemberSessions } from '../accounts/sessions.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import type { Database } from '../db/database.ts';
import type { Ask } from './ask.ts';
import type { SessionCookie } from './visit.ts';

/** What the pages of the member site work with. */
export type SiteParts = {
  readonly database: Pick<Database, 'prisma'>;
  readonly ask: Ask;
  readonly sessions: MemberSessions;
  readonly cookie: SessionCookie;
  readonly signIn: SignIn;
  /** Where the gateway is reached. */
  readonly origin: string;
};
