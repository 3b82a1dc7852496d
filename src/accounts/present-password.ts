import type { Database, Transaction } from '../db/database.ts';
import type { MemberAccount } from '../db/generated/prisma/client.ts';
import { lockAccount } from './links.ts';
import type { SignIn } from './sign-in.ts';

/** A member who has signed in, and what they give for their password. */
export type Claim = {
  readonly account: MemberAccount;
  readonly password: string;
  /** Whom the request comes from. */
  readonly address: string;
};

/** Why nothing was changed: how long to wait before it may be tried again, or that the password was wrong. */
export type Refusal =
  | { readonly kind: 'WAIT'; readonly for: 'USER_NAME' | 'ADDRESS'; readonly seconds: number }
  | { readonly kind: 'REFUSED' };

/**
 * Holds a password against the account's. Wrong ones count as tries to sign in do: who sits down at somebody's
 * open session guesses no faster.
 *
 * @returns undefined where it is right
 */
export async function refuseWrong(
  signIn: SignIn,
  { account, password, address }: Claim,
): Promise<Refusal | undefined> {
  const tried = await signIn(account.userName, password, address);
  if (tried.kind === 'WAIT' || tried.kind === 'REFUSED') return tried;
  return undefined;
}

/** Holds an account whose password is still the one that was given: of two changes at once, one finds it changed. */
export async function holdIfSame(
  tx: Transaction,
  { id, passwordHash }: MemberAccount,
): Promise<MemberAccount | undefined> {
  await lockAccount(tx, id);
  return (await tx.memberAccount.findUnique({ where: { id, passwordHash } })) ?? undefined;
}

/** The account of a member; undefined where the plan keeps what they sign in with. */
export async function accountOf(
  { prisma }: Pick<Database, 'prisma'>,
  memberId: string,
): Promise<MemberAccount | undefined> {
  return (await prisma.memberAccount.findUnique({ where: { memberId } })) ?? undefined;
}
