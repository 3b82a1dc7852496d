import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { MemberAccount } from '../db/generated/prisma/client.ts';
import { hashPassword } from './passwords.ts';

/** As user names are kept and compared. */
export const userNameOf = (given: string): string => given.trim().toLowerCase();

/** Makes what a member signs in with. */
export async function createAccount(
  { prisma }: Pick<Database, 'prisma'>,
  memberId: string,
  userName: string,
  password: string,
): Promise<MemberAccount> {
  return prisma.memberAccount.create({
    data: {
      id: uuidv7(),
      memberId,
      userName: userNameOf(userName),
      passwordHash: await hashPassword(password),
    },
  });
}
