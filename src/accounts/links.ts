import type { Database, Transaction } from '../db/database.ts';
import type { AccountLinkKind, MemberAccount } from '../db/generated/prisma/client.ts';
import { linkLifetimes } from '../notify/mail-message.ts';
import { queueMail } from '../notify/outbox.ts';
import { languageOf } from '../pages/words/choose.ts';
import { hashOfSecret, newSecret } from '../secret.ts';

/** Where each kind of link leads, and for how long it is good. */
const kinds = {
  VERIFY_EMAIL: { path: '/register/verify', lifetime: linkLifetimes.VERIFY_EMAIL },
  RESET_PASSWORD: { path: '/password/reset', lifetime: linkLifetimes.RESET_PASSWORD },
  CHANGE_EMAIL: { path: '/account/settings/email/confirm', lifetime: linkLifetimes.CHANGE_EMAIL },
  RESTORE_EMAIL: { path: '/password/restore', lifetime: linkLifetimes.EMAIL_CHANGED },
} as const satisfies Record<AccountLinkKind, { path: string; lifetime: number }>;

type NewLink = { readonly origin: string } & (
  | { readonly kind: 'VERIFY_EMAIL' | 'RESET_PASSWORD'; readonly returnTo: string | null }
  /** The address that is the account's once it is used. */
  | { readonly kind: 'CHANGE_EMAIL' | 'RESTORE_EMAIL'; readonly email: string }
);

/** Makes a link that is to be mailed. @returns all of it: what makes it good is kept as a hash alone */
export async function makeLink(
  tx: Transaction,
  accountId: string,
  { kind, origin, ...more }: NewLink,
): Promise<string> {
  const token = newSecret();
  const { path, lifetime } = kinds[kind];
  const expiresAt = new Date(Date.now() + lifetime);
  await tx.accountLink.create({
    data: { tokenHash: hashOfSecret(token), accountId, kind, expiresAt, ...more },
  });
  return `${origin}${path}?token=${token}`;
}

/** Mails a link to an account's address; of CHANGE_EMAIL, to the one that it is to have. */
export async function mailLink(
  tx: Transaction,
  { id, email, language }: Pick<MemberAccount, 'id' | 'language'> & { readonly email: string },
  {
    kind,
    origin,
    returnTo,
  }: {
    readonly kind: Exclude<AccountLinkKind, 'RESTORE_EMAIL'>;
    readonly origin: string;
    readonly returnTo: string | null;
  },
): Promise<void> {
  const link = await makeLink(
    tx,
    id,
    kind === 'CHANGE_EMAIL' ? { kind, origin, email } : { kind, origin, returnTo },
  );
  await queueMail(tx, {
    to: email,
    language: languageOf(language) ?? 'en',
    message: { kind, link },
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
  /** The address that is the account's by it, of CHANGE_EMAIL and RESTORE_EMAIL. */
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

/**
 * Uses a link, once, and takes all others of its kind away: of two at the same moment, one does. Links to a former
 * address stay where they are older: else whoever stole an account moved it twice, and took the member's link away.
 */
export async function takeLink(
  tx: Transaction,
  kind: AccountLinkKind,
  token: string,
): Promise<UsedLink | undefined> {
  const where = { ...stillGood(kind, token), usedAt: null };
  const link = await tx.accountLink.findUnique({ where });
  if (link === null) return undefined;
  const { tokenHash, accountId, returnTo, email, expiresAt } = link;
  await lockAccount(tx, accountId);
  const { count } = await tx.accountLink.updateMany({ where, data: { usedAt: new Date() } });
  if (count === 0) return undefined;
  const younger = kind === 'RESTORE_EMAIL' ? { expiresAt: { gte: expiresAt } } : {};
  await tx.accountLink.deleteMany({ where: { accountId, kind, ...younger, NOT: { tokenHash } } });
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
