import type { Database, Transaction } from '../db/database.ts';
import type { MemberAccount } from '../db/generated/prisma/client.ts';
import { linkLifetimes } from '../notify/mail-message.ts';
import { mailMember } from '../notify/outbox.ts';
import type { Allowance } from './growing-delay.ts';
import { dropLinks, findLink, findUsedLink, mailLink, makeLink, takeLink } from './links.ts';
import { type Claim, holdIfSame, type Refusal, refuseWrong } from './present-password.ts';
import { doubleClickMs } from './set-password.ts';
import type { SignIn } from './sign-in.ts';

type Parts = {
  readonly database: Database;
  readonly signIn: SignIn;
  readonly addressMails: Allowance;
  readonly recipients: Allowance;
  /** Where the gateway is reached. */
  readonly origin: string;
};

/** One mail too many for this member, or to this address. */
type TooMany = {
  readonly kind: 'WAIT';
  readonly for: 'MAILS' | 'RECIPIENT';
  readonly seconds: number;
};

/**
 * Mails a link to the address that a member wants, and a word of it to the one that they have. Nothing changes
 * until the link is used. Asked anew, it takes the place of what was asked before; the same form sent twice
 * mails once.
 */
export async function askForEmail(
  { database, signIn, addressMails, recipients, origin }: Parts,
  claim: Claim & { readonly email: string },
): Promise<Refusal | TooMany | undefined> {
  const { account, email } = claim;
  const refused = await refuseWrong(signIn, claim);
  if (refused !== undefined) return refused;
  return database.prisma.$transaction(async (tx) => {
    const held = await holdIfSame(tx, account);
    if (held === undefined) return { kind: 'REFUSED' };
    if (await wasJustMailed(tx, held, email)) return undefined;
    const seconds = await addressMails.take(held.memberId);
    if (seconds !== undefined) return { kind: 'WAIT', for: 'MAILS', seconds };
    const untilNext = await recipients.take(email.toLowerCase());
    if (untilNext !== undefined) return { kind: 'WAIT', for: 'RECIPIENT', seconds: untilNext };
    await dropLinks(tx, held.id, ['CHANGE_EMAIL']);
    await mailLink(tx, { ...held, email }, { kind: 'CHANGE_EMAIL', origin, returnTo: null });
    await mailMember(tx, held.memberId, {
      kind: 'EMAIL_CHANGE_ASKED',
      ...(await planOf(tx, held)),
    });
    return undefined;
  });
}

/** The address that a member has asked for and not confirmed yet. */
export async function wantedEmail(
  { prisma }: Pick<Database, 'prisma'>,
  { id }: MemberAccount,
): Promise<string | undefined> {
  const link = await prisma.accountLink.findFirst({
    where: { accountId: id, kind: 'CHANGE_EMAIL', usedAt: null, expiresAt: { gt: new Date() } },
  });
  return link?.email ?? undefined;
}

/** How a member's link to a new address stands. Somebody else's is none. */
export async function emailLink(
  database: Pick<Database, 'prisma'>,
  { id }: MemberAccount,
  token: string,
): Promise<{ readonly kind: 'OPEN'; readonly email: string } | { readonly kind: 'USED' | 'NONE' }> {
  const open = await findLink(database, 'CHANGE_EMAIL', token);
  if (open?.accountId === id && open.email !== null) return { kind: 'OPEN', email: open.email };
  const used = await findUsedLink(database, 'CHANGE_EMAIL', token);
  return { kind: used?.accountId === id ? 'USED' : 'NONE' };
}

/**
 * Takes a member's own link: its address is theirs from now on, and the one before is told, with a link by which
 * whoever holds it takes the account back. Used twice, it is done once.
 */
export async function changeEmail(
  { database: { prisma }, origin }: Pick<Parts, 'database' | 'origin'>,
  account: MemberAccount,
  token: string,
): Promise<'CHANGED' | 'GONE'> {
  const link = await emailLink({ prisma }, account, token);
  if (link.kind !== 'OPEN') return link.kind === 'USED' ? 'CHANGED' : 'GONE';
  const done = await prisma.$transaction(async (tx) => {
    const taken = await takeLink(tx, 'CHANGE_EMAIL', token);
    if (taken === undefined) return false;
    const { id, email } = await tx.memberAccount.findUniqueOrThrow({ where: { id: account.id } });
    if (email !== null) await tellFormer(tx, account, email, origin);
    await tx.memberAccount.update({
      where: { id },
      data: { email: taken.email, emailVerifiedAt: new Date() },
    });
    // They went to the address before.
    await dropLinks(tx, id, ['RESET_PASSWORD']);
    return true;
  });
  if (done) return 'CHANGED';
  return (await emailLink({ prisma }, account, token)).kind === 'USED' ? 'CHANGED' : 'GONE';
}

async function wasJustMailed(
  tx: Transaction,
  { id }: MemberAccount,
  email: string,
): Promise<boolean> {
  const mailedAfter = Date.now() - doubleClickMs;
  const link = await tx.accountLink.findFirst({
    where: {
      accountId: id,
      kind: 'CHANGE_EMAIL',
      usedAt: null,
      email,
      expiresAt: { gt: new Date(mailedAfter + linkLifetimes.CHANGE_EMAIL) },
    },
  });
  return link !== null;
}

async function tellFormer(
  tx: Transaction,
  account: MemberAccount,
  email: string,
  origin: string,
): Promise<void> {
  const link = await makeLink(tx, account.id, { kind: 'RESTORE_EMAIL', origin, email });
  const plan = await planOf(tx, account);
  await mailMember(tx, account.memberId, { kind: 'EMAIL_CHANGED', ...plan, link });
}

async function planOf(
  tx: Transaction,
  { memberId }: MemberAccount,
): Promise<{ readonly plan: string; readonly phone: string }> {
  const { plan } = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { plan: { select: { name: true, supportPhone: true } } },
  });
  return { plan: plan.name, phone: plan.supportPhone };
}
