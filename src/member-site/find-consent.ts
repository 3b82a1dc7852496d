import { encodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import { categories, labels } from '../consent/vocabulary.ts';
import { grantStates } from '../grants/grant-state.ts';
import { moment } from './lists.ts';
import type { SiteParts } from './parts.ts';
import type { MemberVisit } from './visit.ts';

const consent = z.object({
  id: z.string(),
  grantId: z.guid(),
  state: z.enum(grantStates),
  categories: z.array(z.enum(categories)),
  labels: z.array(z.enum(labels)),
  since: z.string(),
  until: z.string().nullable(),
  signedAt: moment,
  endsAt: moment,
  endedAt: moment.nullable(),
  endedBy: z
    .object({
      by: z.enum(['MEMBER', 'AGENT', 'SYSTEM', 'APP']),
      reason: z.string().nullable(),
    })
    .nullable(),
  document: z.string(),
  documentHash: z.string(),
  language: z.string(),
  pdfHash: z.string().nullable(),
  deletionRequest: z
    .object({
      requestedAt: moment,
      answerDueAt: moment,
      isOverdue: z.boolean(),
      outcome: z.enum(['DELETED', 'PARTLY_DELETED', 'KEPT']).nullable(),
      explanation: z.string().nullable(),
      acknowledgedAt: moment.nullable(),
    })
    .nullable(),
  app: z.object({
    id: z.string(),
    name: z.string(),
    privacyPolicyUrl: z.string().nullable(),
  }),
});
export type Consent = z.infer<typeof consent>;

/** One consent of the member; undefined where it is somebody else's, or none. */
export async function findConsentOf(
  { ask }: SiteParts,
  { session }: MemberVisit,
  grantId: string,
): Promise<Consent | undefined> {
  const found = z.object({ node: consent.nullable() });
  const id = encodeGlobalID('Grant', grantId);
  return (await ask(session, 'AccountConsent', { id }, found)).node ?? undefined;
}

/** Whether nothing is released under it any more, for good. */
export const hasEnded = ({ state }: Pick<Consent, 'state'>): boolean =>
  state !== 'ACTIVE' && state !== 'SUSPENDED';
