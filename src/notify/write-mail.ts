import { renderToStaticMarkup } from 'react-dom/server';
import type { z } from 'zod';
import { type Content, h } from '../pages/markup.ts';
import type { Language } from '../pages/words/words.ts';
import type { mailMessage } from './mail-message.ts';
import { managedAt } from './managed-at.ts';
import { englishMail } from './words/english.ts';
import type { MailText, MailWords } from './words/mail-words.ts';
import { spanishMail } from './words/spanish.ts';

/** A mail as it is sent. */
export type WrittenMail = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

const catalogs: Readonly<Record<Language, MailWords>> = { en: englishMail, es: spanishMail };

/**
 * Writes a mail in a language, as text and as HTML that say the same.
 *
 * @param origin where the gateway is reached
 */
export function writeMail(
  language: Language,
  message: z.output<typeof mailMessage>,
  origin: string,
): WrittenMail {
  const words = catalogs[language];
  const { footer } = words;
  const written = words.write(message);
  const action = written.action ?? managedAt(message, words, origin);
  const mail = { ...written, ...(action === undefined ? {} : { action }) };
  return {
    subject: mail.subject,
    text: asText(mail, footer),
    html: `<!doctype html>${renderToStaticMarkup(asHtml(language, mail, footer))}`,
  };
}

function asText({ paragraphs, items = [], action }: MailText, footer: string): string {
  const [first = '', ...others] = paragraphs;
  const parts = [
    first,
    ...(items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')]),
    ...(action === undefined ? [] : [`${action.label}:\n${action.link}`]),
    ...others,
  ];
  return `${parts.join('\n\n')}\n\n-- \nConsent Gateway\n${footer}\n`;
}

// Mail programs know no style sheets: each element has its own style. Nothing is fetched from anywhere.
const styles = {
  body: {
    margin: 0,
    padding: '24px 12px',
    background: '#f8f8f8',
    color: '#262626',
    fontFamily: 'Open Sans, Helvetica, Arial, sans-serif',
  },
  name: {
    maxWidth: 560,
    margin: '0 auto 16px',
    fontSize: 16,
    fontWeight: 'bold',
    color: '#0b2e5c',
  },
  card: {
    maxWidth: 512,
    margin: '0 auto',
    padding: 24,
    background: '#ffffff',
    border: '1px solid #d9d9d9',
    borderRadius: 4,
  },
  title: { margin: '0 0 16px', fontSize: 22, lineHeight: 1.3, color: '#0b2e5c' },
  text: { margin: '0 0 16px', fontSize: 16, lineHeight: 1.5 },
  button: {
    display: 'inline-block',
    padding: '12px 24px',
    background: '#0b5cad',
    color: '#ffffff',
    fontWeight: 'bold',
    textDecoration: 'none',
    borderRadius: 4,
  },
  address: {
    margin: '0 0 16px',
    fontSize: 14,
    lineHeight: 1.5,
    color: '#5a5a5a',
    wordBreak: 'break-all',
  },
  footer: { maxWidth: 560, margin: '16px auto 0', fontSize: 14, lineHeight: 1.5, color: '#5a5a5a' },
} as const;

function asHtml(
  language: Language,
  { subject, paragraphs, items = [], action }: MailText,
  footer: string,
): Content {
  const [first, ...others] = paragraphs;
  return h(
    'html',
    { lang: language },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, subject),
    ),
    h(
      'body',
      { style: styles.body },
      h('div', { style: styles.name }, 'Consent Gateway'),
      h(
        'div',
        { style: styles.card },
        h('h1', { style: styles.title }, subject),
        h('p', { style: styles.text }, first),
        items.length > 0 &&
          h(
            'ul',
            { style: styles.text },
            items.map((item) => h('li', { key: item }, item)),
          ),
        action && [
          h(
            'p',
            { key: 'action', style: styles.text },
            h('a', { href: action.link, style: styles.button }, action.label),
          ),
          h('p', { key: 'address', style: styles.address }, action.link),
        ],
        others.map((text) => h('p', { key: text, style: styles.text }, text)),
      ),
      h('div', { style: styles.footer }, footer),
    ),
  );
}
