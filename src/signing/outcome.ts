import type { SigningDoor } from '../consent/preview.ts';
import type { Category } from '../consent/vocabulary.ts';
import type { Database } from '../db/database.ts';
import type { Page } from '../pages/render.ts';
import type { Channel } from './elsewhere-page.ts';
import type { Progress } from './progress.ts';

export type SigningParts = {
  readonly database: Database;
  readonly door: SigningDoor;
};

/** A member on the way to a consent for an app: because the app asks, or because the member wants it. */
export type Signer = {
  readonly channel: Channel;
  readonly memberId: string;
  readonly app: { readonly id: string; readonly name: string };
  readonly progress: Progress;
  /** The kinds of data that the app asks for; absent where it asks for all, or a member begins. */
  readonly asked?: readonly Category[] | undefined;
  readonly keep: (progress: Progress) => Promise<void>;
};

/** What becomes of a step: a page to show, the next step, or the end of it with a consent that stands. */
export type Outcome =
  | { readonly kind: 'PAGE'; readonly status: number; readonly page: Page }
  /** `at` names the part of the page to go to. */
  | { readonly kind: 'NEXT'; readonly at?: 'what' }
  | { readonly kind: 'AGREED'; readonly grantId: string };

/** A page, and its status. */
export const page = (shown: Page, status = 200): Outcome => ({ kind: 'PAGE', status, page: shown });
export const next: Outcome = { kind: 'NEXT' };
export const agreed = (grantId: string): Outcome => ({ kind: 'AGREED', grantId });
