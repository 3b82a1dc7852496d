import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { MemberSession as KeptSession, Prisma } from '../db/generated/prisma/client.ts';
import { languageOf } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';
import { hashOfSecret, newSecret } from '../secret.ts';
import type { SignedIn } from './sign-in.ts';

const minute = 60_000;
/** Without a request for so long, others may be at the member's desk by now. */
const idle = 30 * minute;
/** However busy it was. */
const longest = 12 * 60 * minute;
/** How exactly the last request is kept. */
const precision = minute;

/** A member who has signed in to the plan's own pages, in one browser. */
export type MemberSession = {
  readonly id: string;
  readonly memberId: string;
  readonly language: Language;
  /** Epoch milliseconds: unless there is another request before. */
  readonly expiresAt: number;
  /** What was kept of a consent that is not signed yet; whoever kept it knows its form. */
  readonly signing: unknown;
};

/** The sessions of members. A browser holds a secret, and only its SHA-256 is kept. */
export class MemberSessions {
  readonly #prisma: Database['prisma'];

  constructor({ prisma }: Pick<Database, 'prisma'>) {
    this.#prisma = prisma;
  }

  /**
   * @param language of the browser
   * @param asked for in this browser just now; else the member's own choice counts, where they have made one
   * @returns what the browser keeps; undefined where the member was signed out everywhere meanwhile
   */
  async begin(
    { memberId, signedInAt }: SignedIn,
    language: Language,
    asked?: Language,
  ): Promise<string | undefined> {
    const secret = newSecret();
    return this.#prisma.$transaction(async (tx) => {
      // Whoever signs the member out waits for this, and ends it too; or this learns of it.
      const [account] = endings.parse(
        await tx.$queryRaw`select sessions_ended_at >= to_timestamp(${signedInAt}) as ended,
            pages_language as chosen
          from public.member_account where member_id = ${memberId}::uuid for share`,
      );
      if (account?.ended) return undefined;
      await tx.memberSession.create({
        data: {
          id: uuidv7(),
          secretHash: hashOfSecret(secret),
          memberId,
          language: asked ?? languageOf(account?.chosen) ?? language,
        },
      });
      return secret;
    });
  }

  /** The session behind what a browser shows, if it goes on. */
  async find(secret: string, now = Date.now()): Promise<MemberSession | undefined> {
    const kept = await this.#prisma.memberSession.findUnique({
      where: { secretHash: hashOfSecret(secret) },
    });
    if (kept === null) return undefined;
    const expiresAt = expiryOf(kept, now);
    if (Math.min(expiresAt, kept.seenAt.getTime() + idle) <= now) return undefined;
    if (now - kept.seenAt.getTime() >= precision) {
      await this.#prisma.memberSession.updateMany({
        where: { id: kept.id },
        data: { seenAt: new Date(now) },
      });
    }
    const { id, memberId, signing } = kept;
    return { id, memberId, signing, language: languageOf(kept.language) ?? 'en', expiresAt };
  }

  async speak({ id }: MemberSession, language: Language): Promise<void> {
    await this.#prisma.memberSession.updateMany({ where: { id }, data: { language } });
  }

  /** Keeps how far the member has come with signing, until the session ends. */
  async keepSigning({ id }: MemberSession, signing: Prisma.InputJsonObject): Promise<void> {
    await this.#prisma.memberSession.updateMany({ where: { id }, data: { signing } });
  }

  async end({ id }: Pick<MemberSession, 'id'>): Promise<void> {
    await this.#prisma.memberSession.deleteMany({ where: { id } });
  }

  /** Lets go of those that are over. */
  async sweep(now = Date.now()): Promise<void> {
    await this.#prisma.memberSession.deleteMany({
      where: {
        OR: [
          { seenAt: { lte: new Date(now - idle) } },
          { createdAt: { lte: new Date(now - longest) } },
        ],
      },
    });
  }
}

const endings = z.array(z.object({ ended: z.boolean().nullable(), chosen: z.string().nullable() }));

const expiryOf = ({ createdAt }: KeptSession, now: number): number =>
  Math.min(now + idle, createdAt.getTime() + longest);
