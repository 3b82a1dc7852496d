import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { RegistrationVisit } from '../db/generated/prisma/client.ts';
import { hashOfSecret, newSecret } from '../secret.ts';

/** Where registration is. */
export const registrationPrefix = '/register/';

/** Long enough to choose a password, or to look for a mail, milliseconds. */
const lifetime = 60 * 60 * 1_000;
const cookieName = 'registration';

/**
 * Remembers, on the server, who has shown who they are. The browser gets a cookie for this visit's
 * address alone: in another tab somebody else may register.
 *
 * @returns where to go, and the cookie to set
 */
export async function openVisit(
  { prisma }: Pick<Database, 'prisma'>,
  origin: string,
  visit: {
    readonly memberId: string;
    readonly returnTo?: string | undefined;
    readonly sentTo?: string;
  },
): Promise<{ readonly path: string; readonly cookie: string }> {
  const id = uuidv7();
  const token = newSecret();
  await prisma.registrationVisit.create({
    data: {
      id,
      tokenHash: hashOfSecret(token),
      memberId: visit.memberId,
      returnTo: visit.returnTo ?? null,
      sentTo: visit.sentTo ?? null,
      expiresAt: new Date(Date.now() + lifetime),
    },
  });
  const path = `${registrationPrefix}${id}`;
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return {
    path,
    cookie: `${cookieName}=${token}; Path=${path}; HttpOnly; SameSite=Strict${secure}`,
  };
}

/** The visit at an address, for the browser that has its cookie. */
export async function findVisit(
  { prisma }: Pick<Database, 'prisma'>,
  request: Pick<IncomingMessage, 'headers'>,
  id: string,
): Promise<RegistrationVisit | undefined> {
  const token = cookieOf(request);
  if (token === undefined || !z.uuid().safeParse(id).success) return undefined;
  const visit = await prisma.registrationVisit.findUnique({
    where: { id, tokenHash: hashOfSecret(token), expiresAt: { gt: new Date() } },
  });
  return visit ?? undefined;
}

function cookieOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName && value) return value;
  }
  return undefined;
}
