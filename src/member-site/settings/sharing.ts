import type { z } from 'zod';
import { type Content, h } from '../../pages/markup.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { dateText } from '../../pages/words/dates.ts';
import { consentList } from '../consents.ts';
import { hasEnded } from '../find-consent.ts';
import type { SiteParts } from '../parts.ts';
import type { MemberVisit } from '../visit.ts';

type Consent = z.output<typeof consentList>['grants']['nodes'][number];

/** What a member shares now, each with the way to stop it. */
export async function sharingPart(parts: SiteParts, visit: MemberVisit): Promise<Content> {
  const { language } = visit;
  const words = settingsWordsOf(language).sharing;
  const standing = await standingConsents(parts, visit);
  return [
    h('h2', { key: 'title' }, words.title),
    h('p', { key: 'lead' }, standing.length === 0 ? words.none : words.lead),
    standing.length > 0 &&
      h(
        'ul',
        { key: 'list', className: 'cg-apps' },
        standing.map(({ grantId, app, state, endsAt }) =>
          h(
            'li',
            { key: grantId },
            h('p', null, h('a', { href: `/account/consents/${grantId}` }, app.name)),
            h(
              'p',
              null,
              state === 'SUSPENDED' ? words.suspended : words.until(dateText(language, endsAt)),
            ),
            h(
              'p',
              null,
              h('a', { href: `/account/consents/${grantId}/stop` }, words.stop(app.name)),
            ),
          ),
        ),
      ),
    h(
      'ul',
      { key: 'more', className: 'cg-links' },
      h('li', null, h('a', { href: '/account/consents' }, words.all)),
      h('li', null, h('a', { href: '/account/history' }, words.history)),
    ),
  ];
}

/** All that stand, however many newer ones have ended: the list says what stands only once it is read to its end. */
async function standingConsents(
  { ask }: SiteParts,
  { session }: MemberVisit,
): Promise<readonly Consent[]> {
  const standing: Consent[] = [];
  for (let after: string | null = null; ; ) {
    const { grants }: z.output<typeof consentList> = await ask(
      session,
      'AccountConsents',
      { first: 20, after },
      consentList,
    );
    standing.push(...grants.nodes.filter((consent) => !hasEnded(consent)));
    if (!grants.pageInfo.hasNextPage) return standing;
    after = grants.pageInfo.endCursor;
  }
}
