import { type MarkdownToken, parseMarkdown } from '../markdown.ts';

/** Words in one style. */
export type Run = {
  readonly text: string;
  readonly style: 'regular' | 'bold' | 'italic';
  readonly strike: boolean;
};

/** What a text is made of, down the page. */
export type Block =
  | { readonly kind: 'HEADING'; readonly level: number; readonly runs: readonly Run[] }
  | { readonly kind: 'PARAGRAPH'; readonly runs: readonly Run[] }
  | { readonly kind: 'LIST'; readonly items: readonly ListItem[] };
export type ListItem = { readonly label: string; readonly blocks: readonly Block[] };

/** Takes Markdown apart. Whatever it holds comes out as words: nothing is left out, nothing is a link. */
export const blocksOf = (markdown: string): Block[] =>
  blocksIn(new Walk(parseMarkdown(markdown)), undefined);

/** Tokens, one after the other. */
class Walk {
  readonly #tokens: readonly MarkdownToken[];
  #at = 0;
  constructor(tokens: readonly MarkdownToken[]) {
    this.#tokens = tokens;
  }
  next(): MarkdownToken | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }
}

/** The blocks up to the token that closes them. */
function blocksIn(walk: Walk, closing: string | undefined): Block[] {
  const blocks: Block[] = [];
  for (let token = walk.next(); token && token.type !== closing; token = walk.next()) {
    switch (token.type) {
      case 'heading_open': {
        const level = Number(token.tag.slice(1));
        const runs = blocksIn(walk, 'heading_close').flatMap(runsIn);
        blocks.push({ kind: 'HEADING', level, runs });
        break;
      }
      case 'bullet_list_open':
        blocks.push({ kind: 'LIST', items: itemsIn(walk, 'bullet_list_close', () => '•') });
        break;
      case 'ordered_list_open': {
        const first = Number(token.attrGet('start') ?? 1);
        const items = itemsIn(walk, 'ordered_list_close', (index) => `${first + index}.`);
        blocks.push({ kind: 'LIST', items });
        break;
      }
      case 'inline':
        blocks.push({ kind: 'PARAGRAPH', runs: runsOf(token.children ?? []) });
        break;
      default:
        // A block of code has its text itself; what else there is holds further blocks.
        if (token.content !== '') blocks.push({ kind: 'PARAGRAPH', runs: [plain(token.content)] });
    }
  }
  return blocks;
}

function itemsIn(walk: Walk, closing: string, labelOf: (index: number) => string): ListItem[] {
  const items: ListItem[] = [];
  for (let token = walk.next(); token && token.type !== closing; token = walk.next()) {
    items.push({ label: labelOf(items.length), blocks: blocksIn(walk, 'list_item_close') });
  }
  return items;
}

const runsIn = (block: Block) => (block.kind === 'LIST' ? [] : block.runs);

const plain = (text: string): Run => ({ text, style: 'regular', strike: false });

function runsOf(tokens: readonly MarkdownToken[]): Run[] {
  const runs: Run[] = [];
  let [bold, italic, strike] = [0, 0, 0];
  const targets: string[] = [];
  const write = (text: string) => {
    const style = bold > 0 ? 'bold' : italic > 0 ? 'italic' : 'regular';
    if (text !== '') runs.push({ text, style, strike: strike > 0 });
  };
  for (const token of tokens) {
    switch (token.type) {
      case 'strong_open':
      case 'strong_close':
        bold += token.nesting;
        break;
      case 'em_open':
      case 'em_close':
        italic += token.nesting;
        break;
      case 's_open':
      case 's_close':
        strike += token.nesting;
        break;
      case 'link_open':
        targets.push(String(token.attrGet('href') ?? ''));
        break;
      case 'link_close':
        write(` (${targets.pop() ?? ''})`);
        break;
      case 'softbreak':
      case 'hardbreak':
        write(' ');
        break;
      default:
        write(token.content);
    }
  }
  return runs;
}
