import { z } from 'zod';
import type { MemberSession } from '../accounts/sessions.ts';
import type { Outcome, Signer } from '../signing/outcome.ts';
import { beginIn, keptProgress, type Progress } from '../signing/progress.ts';
import { showStep, stepOn } from '../signing/signing.ts';
import { failurePage } from './failure-page.ts';
import { contactOf, navigationOf } from './frame.ts';
import type { SiteParts } from './parts.ts';
import { goTo, type MemberVisit, show } from './visit.ts';

const kept = z.object({ appId: z.guid(), progress: z.unknown() });

/** Where a member signs a consent of their own accord, for an app or another plan: choose, read, sign. */
export async function shareWith(
  parts: SiteParts,
  visit: MemberVisit,
  appId: string,
): Promise<void> {
  const app = await parts.database.prisma.app.findFirst({
    where: { id: appId, state: 'APPROVED' },
    select: { id: true, name: true },
  });
  if (app === null) return show(visit, failurePage(visit, 'notFound', true), 404);
  const { session, form, request } = visit;
  if (form.get('do') === 'cancel') return goTo(visit, '/account/consents');
  const keep = (progress: Progress) =>
    parts.sessions.keepSigning(session, { appId: app.id, progress });
  const signer: Signer = {
    channel: 'PORTAL_FIRST',
    memberId: session.memberId,
    app,
    progress: { ...progressOf(session, app.id), language: visit.language },
    keep,
  };
  const outcome =
    request.method === 'POST' ? await stepOn(parts, signer, form) : await showStep(parts, signer);
  await answer(parts, visit, app.id, outcome);
}

const progressOf = ({ signing, language }: MemberSession, appId: string): Progress => {
  const known = kept.safeParse(signing).data;
  const progress = known?.appId === appId ? keptProgress(known.progress) : undefined;
  return progress ?? beginIn(language);
};

async function answer(
  { sessions }: SiteParts,
  visit: MemberVisit,
  appId: string,
  outcome: Outcome,
): Promise<void> {
  switch (outcome.kind) {
    case 'PAGE': {
      const contact = contactOf(visit.plan);
      const navigation = navigationOf(visit.language, 'consents');
      return show(visit, { ...outcome.page, navigation, contact }, outcome.status);
    }
    case 'NEXT':
      return goTo(
        visit,
        `/account/share/${appId}${outcome.at === undefined ? '' : `#${outcome.at}`}`,
      );
    case 'AGREED':
      // The next consent for this app begins anew.
      await sessions.keepSigning(visit.session, {});
      return goTo(visit, `/account/consents/${outcome.grantId}?signed`);
  }
}
