import type { Database } from '../db/database.ts';
import type { Limits } from './limits.ts';

/** Finds the member whom facts describe, all of which must match; the door does. */
export type Identify = (
  by: { readonly familyName: string; readonly birthDate: string } & (
    | { readonly memberNumber: string }
    | { readonly socialSecurityHash: Buffer }
  ),
) => Promise<{ readonly memberId: string } | undefined>;

/** What the pages work with on which members register and get a new password. */
export type AccountParts = {
  readonly database: Database;
  readonly limits: Limits;
  /** Where the gateway is reached. */
  readonly origin: string;
  readonly socialSecurityKey: Uint8Array;
  readonly identify: Identify;
  /** Whether an app's request still waits there. */
  readonly isWaiting: (path: string) => Promise<boolean>;
};
