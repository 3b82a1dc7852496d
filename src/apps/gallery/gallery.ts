import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { isUuid } from '../../graphql/kit/ids.ts';
import { queryOf } from '../../pages/query-of.ts';
import { type Page, renderPage } from '../../pages/render.ts';
import { visitorsLanguage } from '../../pages/words/choose.ts';
import type { Language } from '../../pages/words/words.ts';
import { safeError } from '../../safe-error.ts';
import { labelFrom } from '../label.ts';
import { matchingApps } from '../search-apps.ts';
import { appPage, noPage } from './app-page.ts';
import { listPage } from './list-page.ts';
import type { GalleryMember, MemberOf } from './member.ts';

export const galleryPrefix = '/apps/';

/** How many apps a page lists. */
const pageLength = 25;

export type GalleryParts = {
  readonly database: Pick<Database, 'prisma' | 'gateway'>;
  readonly memberOf: MemberOf;
  readonly log: Logger;
};

/** Who looks: in which language, and as which member, where somebody has signed in. */
type Looking = { readonly language: Language; readonly member: GalleryMember | undefined };

/** The approved apps for anybody to look through, before signing in: plain pages, in both languages. */
export function gallery(parts: GalleryParts) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    const query = queryOf(request);
    const language = visitorsLanguage(query, request.headers);
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD', 'cache-control': 'no-store' }).end();
        return;
      }
      const member = await parts.memberOf(request, response);
      const looking = { language: member?.language ?? language, member };
      if (path === galleryPrefix) await showList(parts, response, looking, query);
      else await showApp(parts, response, looking, path.slice(galleryPrefix.length));
    } catch (cause) {
      parts.log.error({ err: safeError(cause) }, 'apps could not be shown');
      if (response.headersSent) response.destroy();
      else renderPage(response, 503, noPage(language, 'failed'));
    }
  };
}

/** With what is shown of an app: who makes it, and its newest answers. */
const shown = {
  partner: { select: { name: true } },
  attestations: { orderBy: { version: 'desc' }, take: 1 },
} as const;

async function showList(
  { database }: GalleryParts,
  response: ServerResponse,
  { language, member }: Looking,
  query: URLSearchParams,
): Promise<void> {
  const search = (query.get('search') ?? '').trim().slice(0, 200);
  const after = query.get('after') ?? '';
  const last = isUuid(after)
    ? await database.prisma.app.findUnique({ where: { id: after, state: 'APPROVED' } })
    : null;
  const found = await database.prisma.app.findMany({
    where: {
      state: 'APPROVED',
      AND: [
        await matchingApps(database, { search }),
        last === null
          ? {}
          : {
              OR: [
                { searchText: { gt: last.searchText } },
                { searchText: last.searchText, id: { gt: last.id } },
              ],
            },
      ],
    },
    include: shown,
    orderBy: [{ searchText: 'asc' }, { id: 'asc' }],
    take: pageLength + 1,
  });
  const apps = found.slice(0, pageLength).map((app) => ({
    ...app,
    partner: app.partner.name,
    label: labelFrom(app.attestations[0]?.answers, app.privacyPolicyUrl),
  }));
  renderPage(response, 200, {
    ...listPage(language, { search, apps, more: found.length > pageLength }),
    ...frameOf(member),
  });
}

async function showApp(
  { database }: GalleryParts,
  response: ServerResponse,
  { language, member }: Looking,
  id: string,
): Promise<void> {
  const app = isUuid(id)
    ? await database.prisma.app.findUnique({ where: { id, state: 'APPROVED' }, include: shown })
    : null;
  if (app === null) {
    renderPage(response, 404, { ...noPage(language, 'notFound'), ...frameOf(member) });
    return;
  }
  const [newest] = app.attestations;
  const label = labelFrom(newest?.answers, app.privacyPolicyUrl);
  renderPage(
    response,
    200,
    appPage(language, { ...app, partner: app.partner.name, label }, newest?.attestedAt, member),
  );
}

const frameOf = (member: GalleryMember | undefined): Pick<Page, 'navigation' | 'contact'> =>
  member === undefined ? {} : { navigation: member.navigation, contact: member.contact };
