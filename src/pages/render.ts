import type { ServerResponse } from 'node:http';
import { renderToStaticMarkup } from 'react-dom/server';
import { assetUrls } from './assets.ts';
import { type Content, h } from './markup.ts';
import { reachable } from './parts.ts';
import { wordsOf } from './words/choose.ts';
import type { Language } from './words/words.ts';

/** A page, complete but for the frame that all have. */
export type Page = {
  readonly language: Language;
  readonly title: string;
  readonly content: Content;
  /** Where the page is in the other language; absent where it cannot be asked for again. */
  readonly otherLanguageUrl?: string | undefined;
  /** The way to the pages beside it. */
  readonly navigation?: Content;
  /** Whom to ask, at the foot. */
  readonly contact?: { readonly phone: string; readonly email: string } | undefined;
  /** Where its forms lead in the end, besides here: the app that waits. */
  readonly formTargets?: readonly string[];
};

/** Sends a page. */
export function renderPage(response: ServerResponse, status: number, page: Page): void {
  response.writeHead(status, headersOf(page));
  response.end(htmlOf(page));
}

export const htmlOf = (page: Page): string => `<!doctype html>${renderToStaticMarkup(frame(page))}`;

/**
 * What goes with every page: it runs no script and shows in nobody's frame; what is on it is for this member
 * alone, so that nobody keeps a copy.
 */
export const headersOf = (page: Page): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-language': page.language,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    // A browser holds every redirect after a form against this, too.
    `form-action ${["'self'", ...(page.formTargets ?? [])].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
});

function frame({ language, title, content, otherLanguageUrl, navigation, contact }: Page): Content {
  const words = wordsOf(language);
  const { otherLanguage } = words;
  return h(
    'html',
    { lang: language },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, `${title} – Consent Gateway`),
      assetUrls.styles.map((href) => h('link', { key: href, rel: 'stylesheet', href })),
    ),
    h(
      'body',
      { className: 'ds-base' },
      h('a', { className: 'cg-skip', href: '#main' }, words.skip),
      h(
        'header',
        { className: 'cg-header' },
        h('div', { className: 'cg-bar' }, [
          h('span', { key: 'name', className: 'cg-name' }, 'Consent Gateway'),
          otherLanguageUrl &&
            h(
              'a',
              {
                key: 'language',
                href: otherLanguageUrl,
                hrefLang: otherLanguage.language,
                lang: otherLanguage.language,
              },
              otherLanguage.name,
            ),
        ]),
        navigation &&
          h(
            'nav',
            { className: 'cg-navigation', 'aria-label': words.navigation },
            h('div', { className: 'cg-bar' }, navigation),
          ),
      ),
      h('main', { id: 'main', className: 'cg-main', tabIndex: -1 }, content),
      contact &&
        h(
          'footer',
          { className: 'cg-footer' },
          h('p', null, reachable(words.help(contact.phone), contact.phone)),
          h('p', null, reachable(words.privacy(contact.email), contact.email)),
        ),
    ),
  );
}
