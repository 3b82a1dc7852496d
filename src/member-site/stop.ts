import { z } from 'zod';
import { h } from '../pages/markup.ts';
import { actions, button, field, form, linkButton } from '../pages/parts.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { failurePage } from './failure-page.ts';
import { type Consent, findConsentOf, hasEnded } from './find-consent.ts';
import { sitePage } from './frame.ts';
import type { SiteParts } from './parts.ts';
import { goTo, type MemberVisit, show } from './visit.ts';

const longestReason = 500;
const revoked = z.object({ revokeGrant: z.object({ __typename: z.string() }) });

/** Where a member takes a consent back. Twice does what once does. */
export async function stopSharing(
  parts: SiteParts,
  visit: MemberVisit,
  grantId: string,
): Promise<void> {
  const found = await findConsentOf(parts, visit, grantId);
  if (found === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  const consentPath = `/account/consents/${found.grantId}`;
  if (hasEnded(found)) return goTo(visit, consentPath);
  if (visit.request.method !== 'POST') return show(visit, stopPage(visit, found));
  const reason = visit.form.get('reason')?.trim() || undefined;
  if (reason !== undefined && reason.length > longestReason) {
    return show(visit, stopPage(visit, found, reason), 422);
  }
  const input = { grantId: found.id, reason };
  const { revokeGrant } = await parts.ask(visit.session, 'RevokeGrant', { input }, revoked);
  // Had it ended meanwhile, its page says by whom.
  const done = revokeGrant.__typename === 'RevokeGrantPayload';
  goTo(visit, done ? `${consentPath}?stopped` : consentPath);
}

function stopPage(visit: MemberVisit, { app, grantId }: Consent, tooLong?: string) {
  const words = siteWordsOf(visit.language).stop;
  return sitePage(
    visit,
    'consents',
    words.title(app.name),
    h('p', { key: 'at-once' }, words.atOnce(app.name)),
    h('p', { key: 'not-called-back' }, words.notCalledBack(app.name)),
    h(
      'div',
      { key: 'form' },
      form(
        field({
          name: 'reason',
          label: words.reason,
          hint: words.reasonHint,
          value: tooLong,
          error: tooLong === undefined ? undefined : words.tooLong,
        }),
        actions(
          button('stop', words.submit, 'solid'),
          linkButton(`/account/consents/${grantId}`, words.keep),
        ),
      ),
    ),
  );
}
