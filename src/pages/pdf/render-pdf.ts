import PDFDocument from 'pdfkit';
import { type Block, blocksOf, type ListItem, type Run } from './blocks.ts';
import { fonts } from './fonts.ts';
import { writable } from './writable.ts';

/** What a document is made of. The same parts make the same bytes, at any time and on any machine. */
export type PdfParts = {
  /** Markdown. */
  readonly text: string;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly writtenAt: Date;
  /** What stands at the foot of a page. */
  readonly footer: (page: number, of: number) => string;
};

type Pdf = InstanceType<typeof PDFDocument>;
type Structure = ReturnType<Pdf['struct']>;

const margin = 64;
const indent = 16;
const body = 10.5;
/** Headings by their level, points. */
const sizes = [body, 20, 13.5, 12] as const;

/**
 * Writes a text as a PDF that is kept for good: PDF/A-2a, so with its fonts in it, tagged for screen
 * readers, and in a language.
 */
export async function renderPdf({
  text,
  title,
  language,
  writtenAt,
  footer,
}: PdfParts): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = new PDFDocument({
    size: 'LETTER',
    margins: { top: margin, left: margin, right: margin, bottom: margin + 16 },
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: language,
    displayTitle: true,
    bufferPages: true,
    // None of the fonts that are not in the document.
    font: '',
    // What a machine's zlib makes of the same bytes differs between versions of it.
    compress: false,
    info: { Title: title, CreationDate: writtenAt, ModDate: writtenAt },
  });
  const written = bytesOf(pdf);
  for (const [name, font] of fonts()) pdf.registerFont(name, font);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  for (const block of blocksOf(text)) writeBlock(pdf, root, block, margin);
  root.end();
  writeFooters(pdf, footer);
  pdf.end();
  return written;
}

function writeBlock(pdf: Pdf, parent: Structure, block: Block, left: number): void {
  switch (block.kind) {
    case 'HEADING': {
      const level = Math.min(block.level, 6);
      const size = sizes[Math.min(level, 3)] ?? body;
      if (level > 1) pdf.moveDown(0.5);
      keepTogether(pdf, size * 4);
      const runs = block.runs.map((run) => ({ ...run, style: 'bold' as const }));
      parent.add(pdf.struct(`H${level}`, {}, () => writeRuns(pdf, runs, { left, size })));
      return;
    }
    case 'PARAGRAPH':
      parent.add(pdf.struct('P', {}, () => writeRuns(pdf, block.runs, { left, size: body })));
      return;
    case 'LIST': {
      const list = pdf.struct('L');
      parent.add(list);
      for (const item of block.items) writeItem(pdf, list, item, left);
      list.end();
    }
  }
}

function writeItem(pdf: Pdf, list: Structure, { label, blocks }: ListItem, left: number): void {
  const item = pdf.struct('LI');
  list.add(item);
  keepTogether(pdf, body * 3);
  const top = pdf.y;
  item.add(
    pdf.struct('Lbl', {}, () => {
      pdf.font('regular').fontSize(body).text(label, left, top, { lineBreak: false });
    }),
  );
  pdf.y = top;
  const content = pdf.struct('LBody');
  item.add(content);
  for (const block of blocks) writeBlock(pdf, content, block, left + indent);
  content.end();
  item.end();
}

/** Begins a new page where so much would not fit on this one. */
function keepTogether(pdf: Pdf, height: number): void {
  if (pdf.y + height > pdf.page.maxY()) pdf.addPage();
}

function writeRuns(
  pdf: Pdf,
  runs: readonly Run[],
  { left, size }: { readonly left: number; readonly size: number },
): void {
  const pieces = runs
    .map((run) => ({ ...run, text: writable(run.text, hasGlyph(run.style)) }))
    .filter(({ text }) => text !== '');
  pdf.x = left;
  pdf.fontSize(size);
  const width = pdf.page.width - margin - left;
  for (const [index, { text, style, strike }] of pieces.entries()) {
    const continued = index < pieces.length - 1;
    pdf.font(style).text(text, { width, continued, strike, lineGap: 2.5 });
  }
  pdf.moveDown(0.5);
  pdf.x = margin;
}

const hasGlyph = (style: Run['style']) => (codePoint: number) =>
  fonts().get(style)?.hasGlyphForCodePoint(codePoint) ?? false;

/** Page numbers are no part of the text: screen readers pass over them. */
function writeFooters(pdf: Pdf, footer: PdfParts['footer']): void {
  const { count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    pdf.switchToPage(index);
    // The foot is in the margin, where a new page would begin.
    pdf.page.margins.bottom = 0;
    pdf.markContent('Artifact', { type: 'Pagination' });
    pdf.font('regular').fontSize(8);
    pdf.text(
      writable(footer(index + 1, count), hasGlyph('regular')),
      margin,
      pdf.page.height - 48,
      {
        lineBreak: false,
      },
    );
    pdf.endMarkedContent();
  }
}

function bytesOf(pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
}
