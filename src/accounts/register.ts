import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import type { MemberAccount, RegistrationVisit } from '../db/generated/prisma/client.ts';
import { Prisma } from '../db/generated/prisma/client.ts';
import { queueMail } from '../notify/outbox.ts';
import { languageOf } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';
import { userNameOf } from './accounts.ts';
import { findUsedLink, lockAccount, mailLink, takeLink, type UsedLink } from './links.ts';
import { hashPassword } from './passwords.ts';

/** What somebody chose who has shown who they are. */
export type Registration = {
  readonly userName: string;
  readonly password: string;
  readonly email: string;
  readonly language: Language;
};

type Parts = { readonly database: Database; readonly origin: string };

/**
 * Registers a member, and mails them a link: until it is used, nobody can sign in, and registering anew
 * replaces it. Whoever is registered already is told so by mail alone.
 */
export async function register(
  { database, origin }: Parts,
  visit: RegistrationVisit,
  registration: Registration,
): Promise<'SENT' | 'USER_NAME_TAKEN'> {
  const { memberId, returnTo } = visit;
  const userName = userNameOf(registration.userName);
  // Hashed before it is known whether it is needed, so that time tells nothing.
  const passwordHash = await hashPassword(registration.password);
  const { email, language } = registration;
  const chosen = { userName, passwordHash, email, language };
  try {
    return await database.prisma.$transaction(async (tx) => {
      await lockMember(tx, memberId);
      const holder = await tx.memberAccount.findUnique({ where: { userName } });
      if (holder !== null && holder.memberId !== memberId) return 'USER_NAME_TAKEN';
      const before = await heldAccount(tx, memberId);
      if (before !== null && isSettled(before)) await tellRegistered(tx, before);
      else {
        const account =
          before === null
            ? await tx.memberAccount.create({ data: { id: uuidv7(), memberId, ...chosen } })
            : await replace(tx, before, chosen);
        await mailLink(tx, { ...account, email }, { kind: 'VERIFY_EMAIL', origin, returnTo });
      }
      await tx.registrationVisit.update({ where: { id: visit.id }, data: { sentTo: email } });
      return 'SENT';
    });
  } catch (cause) {
    // Somebody else has taken the user name a moment before.
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2002') {
      return 'USER_NAME_TAKEN';
    }
    throw cause;
  }
}

/** Whether somebody else has a user name. */
export async function isTaken(
  { prisma }: Pick<Database, 'prisma'>,
  userName: string,
  memberId: string,
): Promise<boolean> {
  const holder = await prisma.memberAccount.findUnique({
    where: { userName: userNameOf(userName) },
  });
  return holder !== null && holder.memberId !== memberId;
}

/** Mails once more what was mailed. */
export async function mailAgain(
  { database, origin }: Parts,
  { memberId, returnTo }: RegistrationVisit,
): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    await lockMember(tx, memberId);
    const account = await heldAccount(tx, memberId);
    if (account === null) return;
    const { email } = account;
    if (isSettled(account) || email === null) await tellRegistered(tx, account);
    else await mailLink(tx, { ...account, email }, { kind: 'VERIFY_EMAIL', origin, returnTo });
  });
}

/** Takes a link to verify an e-mail address: from now on the member signs in. Sent twice, it is done once. */
export async function verifyEmail(
  database: Pick<Database, 'prisma'>,
  token: string,
): Promise<UsedLink | undefined> {
  const verified = await database.prisma.$transaction(async (tx) => {
    const taken = await takeLink(tx, 'VERIFY_EMAIL', token);
    if (taken === undefined) return undefined;
    await tx.memberAccount.update({
      where: { id: taken.accountId },
      data: { emailVerifiedAt: new Date() },
    });
    return taken;
  });
  return verified ?? findUsedLink(database, 'VERIFY_EMAIL', token);
}

/** An account counts once its address is verified, or where the plan made it without one. */
const isSettled = ({ email, emailVerifiedAt }: MemberAccount): boolean =>
  email === null || emailVerifiedAt !== null;

async function tellRegistered(tx: Transaction, account: MemberAccount): Promise<void> {
  if (account.email === null || account.emailVerifiedAt === null) return;
  await queueMail(tx, {
    to: account.email,
    language: languageOf(account.language) ?? 'en',
    message: { kind: 'ALREADY_REGISTERED' },
  });
}

/** In place of an account that was never verified: its links verify nothing any more. */
async function replace(
  tx: Transaction,
  { id }: MemberAccount,
  chosen: Pick<MemberAccount, 'userName' | 'passwordHash' | 'email' | 'language'>,
): Promise<MemberAccount> {
  await tx.accountLink.deleteMany({ where: { accountId: id } });
  return tx.memberAccount.update({ where: { id }, data: chosen });
}

/** As it is and stays until we are through: whoever verifies it now has done so, or waits. */
async function heldAccount(tx: Transaction, memberId: string): Promise<MemberAccount | null> {
  const found = await tx.memberAccount.findUnique({ where: { memberId } });
  if (found === null) return null;
  await lockAccount(tx, found.id);
  return tx.memberAccount.findUnique({ where: { memberId } });
}

/** Of two who register as the same member at once, one waits. */
async function lockMember(tx: Transaction, memberId: string): Promise<void> {
  await tx.$queryRaw`select 1 as locked from pg_advisory_xact_lock(
    hashtextextended('consent-gateway register ' || ${memberId}, 0))`;
}
