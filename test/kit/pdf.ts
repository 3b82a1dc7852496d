import { extractText, getDocumentProxy } from 'unpdf';

/** The words of a PDF, page by page, in the order in which they are read. */
export async function pdfPages(bytes: Uint8Array): Promise<string[]> {
  // The reader takes the bytes away.
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  return (await extractText(pdf, { mergePages: false })).text;
}

/** Without white space: lines break where the page ends, not where words do. */
export const squeezed = (text: string): string => text.replace(/\s+/g, '');
