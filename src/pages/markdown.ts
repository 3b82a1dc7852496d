import MarkdownIt from 'markdown-it';
import { type Content, h } from './markup.ts';

/** Without HTML, without images, and with no links but those written as such: texts come from plans. */
const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image');

/** A part of a text. */
export type MarkdownToken = ReturnType<typeof markdown.parse>[number];

/** Takes a text apart, as it is shown. */
export const parseMarkdown = (text: string): MarkdownToken[] => markdown.parse(text, {});

/** A text that a plan has published, as it is shown. Its headings begin one below the page's. */
export function markdownText(text: string): Content {
  const html = markdown
    .render(text)
    .replace(/<(\/?)h([1-5])>/g, (_tag, slash, level) => `<${slash}h${Number(level) + 1}>`)
    // A telephone number stays on one line.
    .replace(/\b1-\d{3}-\d{3}-\d{4}\b/g, (number) => `<span class="cg-unbroken">${number}</span>`);
  return h('div', { className: 'cg-document', dangerouslySetInnerHTML: { __html: html } });
}

/** A text that begins with its title as a heading, where the page says that already. */
export const withoutTitle = (body: string): string => body.replace(/^# .*\n+/, '');
