import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

declare global {
  namespace PDFKit.Mixins {
    interface PDFFont {
      // pdfkit takes a font that is open already; its types do not say so.
      registerFont(name: string, font: Font): this;
    }
  }
}

/** Open Sans, which has every Latin letter with its marks, Vietnamese ones too. */
const files = {
  regular: '400Regular/OpenSans_400Regular.ttf',
  bold: '700Bold/OpenSans_700Bold.ttf',
  italic: '400Regular_Italic/OpenSans_400Regular_Italic.ttf',
} as const;
export type FontName = keyof typeof files;

const folder = dirname(fileURLToPath(import.meta.resolve('@expo-google-fonts/open-sans')));

const open = (file: string): Font => {
  const path = join(folder, file);
  const font = create(readFileSync(path));
  if (!('layout' in font)) throw new Error(`${path} holds several fonts`);
  return font;
};

let opened: ReadonlyMap<FontName, Font> | undefined;

/** The fonts, opened once for all documents: reading their tables takes longer than writing a document. */
export function fonts(): ReadonlyMap<FontName, Font> {
  opened ??= new Map([
    ['regular', open(files.regular)],
    ['bold', open(files.bold)],
    ['italic', open(files.italic)],
  ]);
  return opened;
}
