import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { MemberAccount } from '../db/generated/prisma/client.ts';
import { hashPassword } from './passwords.ts';

/** As user names are kept and compared. */
export const userNameOf = (given: string): string => given.trim().toLowerCase();

/** What a member signs in with, and where they are written to. */
export type NewAccount = {
  readonly memberId: string;
  readonly userName: string;
  readonly password: string;
  readonly email?: string;
  /** Whether the member has shown that mail to that address reaches them. */
  readonly emailVerified?: boolean;
  /** BCP 47. */
  readonly language?: string;
};

/** Makes what a member signs in with. */
export async function createAccount(
  { prisma }: Pick<Database, 'prisma'>,
  { memberId, userName, password, email, emailVerified = false, language = 'en' }: NewAccount,
): Promise<MemberAccount> {
  return prisma.memberAccount.create({
    data: {
      id: uuidv7(),
      memberId,
      userName: userNameOf(userName),
      passwordHash: await hashPassword(password),
      email: email ?? null,
      emailVerifiedAt: emailVerified ? new Date() : null,
      language,
    },
  });
}
