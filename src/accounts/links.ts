import type { Database, Transaction } from '../db/database.ts';
import type { AccountLinkKind, MemberAccount } from '../db/generated/prisma/client.ts';
import { linkLifetimes } from '../notify/mail-message.ts';
import { queueMail } from '../notify/outbox.ts';
import { languageOf } from '../pages/words/choose.ts';
import { hashOfSecret, newSecret } from '../secret.ts';

const paths = {
  VERIFY_EMAIL: '/register/verify',
  RESET_PASSWORD: '/password/reset',
  CHANGE_EMAIL: '/account/settings/email/confirm',
} as const satisfies Record<AccountLinkKind, string>;

/** Mails a link to an account's address; of CHANGE_EMAIL, to the one that it is to have. */
export async function mailLink(
  tx: Transaction,
  account: Pick<MemberAccount, 'id' | 'language'> & { readonly email: string },
  { kind, origin, returnTo }: { kind: AccountLinkKind; origin: string; returnTo: string | null },
): Promise<void> {
  const token = newSecret();
  await tx.accountLink.create({
    data: {
      tokenHash: hashOfSecret(token),
      accountId: account.id,
      kind,
      returnTo,
      email: kind === 'CHANGE_EMAIL' ? account.email : null,
      expiresAt: new Date(Date.now() + linkLifetimes[kind]),
    },
  });
  await queueMail(tx, {
    to: account.email,
    language: languageOf(account.language) ?? 'en',
    message: { kind, link: `${origin}${paths[kind]}?token=${token}` },
  });
}

/** The account that a link is for; undefined where it was used, has run out or never was. */
export async function findLink(
  { prisma }: Pick<Database, 'prisma'>,
  kind: AccountLinkKind,
  token: string,
) {
  const link = await prisma.accountLink.findUnique({
    where: { ...stillGood(kind, token), usedAt: null },
    include: { account: { include: { member: { include: { plan: true } } } } },
  });
  return link ?? undefined;
}

/** What a link was for. */
export type UsedLink = {
  readonly accountId: string;
  readonly returnTo: string | null;
  /** The new address, of CHANGE_EMAIL. */
  readonly email: string | null;
};

/** A link that was used and has not run out since, with the moment. */
export async function findUsedLink(
  { prisma }: Pick<Database, 'prisma'>,
  kind: AccountLinkKind,
  token: string,
): Promise<(UsedLink & { readonly usedAt: Date }) | undefined> {
  const link = await prisma.accountLink.findUnique({ where: stillGood(kind, token) });
  return link?.usedAt ? { ...link, usedAt: link.usedAt } : undefined;
}

/** Uses a link, once, and takes all others of its kind away: of two at the same moment, one does. */
export async function takeLink(
  tx: Transaction,
  kind: AccountLinkKind,
  token: string,
): Promise<UsedLink | undefined> {
  const where = { ...stillGood(kind, token), usedAt: null };
  const link = await tx.accountLink.findUnique({ where });
  if (link === null) return undefined;
  const { accountId, returnTo, email } = link;
  await lockAccount(tx, accountId);
  const { count } = await tx.accountLink.updateMany({ where, data: { usedAt: new Date() } });
  if (count === 0) return undefined;
  const { tokenHash } = link;
  await tx.accountLink.deleteMany({ where: { accountId, kind, NOT: { tokenHash } } });
  return { accountId, returnTo, email };
}

/** Takes links away that nobody has used yet. */
export async function dropLinks(
  tx: Transaction,
  accountId: string,
  kinds: readonly AccountLinkKind[],
): Promise<void> {
  await tx.accountLink.deleteMany({
    where: { accountId, kind: { in: [...kinds] }, usedAt: null },
  });
}

const stillGood = (kind: AccountLinkKind, token: string) => ({
  tokenHash: hashOfSecret(token),
  kind,
  expiresAt: { gt: new Date() },
});

/** Whoever changes an account or its links holds it first, so that nobody waits for the other. */
export async function lockAccount(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`select id from public.member_account where id = ${accountId}::uuid for update`;
}
