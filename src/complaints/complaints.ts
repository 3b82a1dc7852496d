import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { visibleApps } from '../apps/visible-apps.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { Complaint, ComplaintKind } from '../db/generated/prisma/client.ts';
import { NotFound } from '../graphql/kit/user-errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { mailMember } from '../notify/outbox.ts';
import type { Language } from '../pages/words/words.ts';
import { complaintEvent } from './complaint-event.ts';

export type { Complaint };

/** What a member files. */
export type NewComplaint = {
  readonly kind: ComplaintKind;
  readonly appId: string | null;
  readonly text: string;
  readonly language: Language;
  /** What is sent twice under one key is one complaint. */
  readonly filingKey: string;
};

const day = 24 * 60 * 60 * 1000;

/**
 * Files a complaint with the member's plan: kept, entered in the ledger and confirmed by mail, or none of it.
 *
 * @returns the first complaint, where the same key was filed before
 * @throws NotFound when the member sees no such app, or is not known
 */
export async function fileComplaint(
  { prisma }: Database,
  viewer: Extract<Viewer, { kind: 'MEMBER' }>,
  { appId, filingKey, ...words }: NewComplaint,
): Promise<Complaint> {
  const { memberId } = viewer;
  return prisma.$transaction(async (tx) => {
    // Two at once: the second waits here, and then finds the first.
    const { plan } = await lockedMember(tx, memberId);
    const before = await tx.complaint.findUnique({
      where: { memberId_filingKey: { memberId, filingKey } },
    });
    if (before !== null) return before;
    if (
      appId !== null &&
      !(await tx.app.count({ where: { id: appId, AND: visibleApps(viewer) } }))
    ) {
      throw new NotFound('app', 'input.appId');
    }
    const receivedAt = new Date();
    const filed = await tx.complaint.create({
      data: {
        id: uuidv7(),
        caseNumber: await nextCaseNumber(tx, receivedAt),
        planId: plan.id,
        memberId,
        appId,
        filingKey,
        receivedAt,
        dueAt: new Date(receivedAt.getTime() + plan.complaintDays * day),
        ...words,
      },
    });
    const { caseNumber, dueAt } = filed;
    await mailMember(tx, memberId, {
      kind: 'COMPLAINT_RECEIVED',
      plan: plan.name,
      phone: plan.complaintsPhone ?? plan.supportPhone,
      complaintId: filed.id,
      caseNumber,
      dueAt,
    });
    await appendEvents(tx, [
      complaintEvent('COMPLAINT_FILED', filed, { actor: viewer.subject, actorKind: viewer.kind }),
    ]);
    return filed;
  });
}

async function lockedMember(tx: Transaction, memberId: string) {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`complaint ${memberId}`}, 0))`;
  const member = await tx.member.findUnique({ where: { id: memberId }, select: { plan: true } });
  // Whoever issues tokens may know members that the plan has not imported.
  if (member === null) throw new NotFound('member', 'viewer');
  return member;
}

/** For people to read out: unique, by the year, and telling of nobody. */
async function nextCaseNumber(tx: Transaction, at: Date): Promise<string> {
  const rows = await tx.$queryRaw`select nextval('complaint_case')::text as number`;
  const [{ number }] = nextNumber.parse(rows);
  return `C-${at.getUTCFullYear()}-${number.padStart(6, '0')}`;
}

const nextNumber = z.tuple([z.object({ number: z.string() })]);
