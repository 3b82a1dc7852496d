/** What the font does not draw, or what changes how the rest is read: formats, and scripts that run leftwards. */
const unwritable =
  /[\p{C}\p{Zl}\p{Zp}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * A text as the font can write it. A character that it cannot write stands as its code, `[U+738B]`: so
 * nothing is lost, and nothing is drawn over anything else.
 *
 * @param has whether the font has a glyph for a code point
 */
export function writable(text: string, has: (codePoint: number) => boolean): string {
  let written = '';
  let codes: string[] = [];
  let isAfterMark = false;
  const flush = () => {
    if (codes.length > 0) written += `[${codes.join(' ')}]`;
    codes = [];
  };
  for (const character of text.replaceAll(/\s+/g, ' ').normalize('NFC')) {
    const codePoint = character.codePointAt(0) ?? 0;
    const isMark = /\p{M}/u.test(character);
    // Marks that pile up would reach into other lines.
    const fits = has(codePoint) && !unwritable.test(character) && !(isMark && isAfterMark);
    if (fits) {
      flush();
      written += character;
    } else {
      codes.push(`U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
    }
    isAfterMark = isMark;
  }
  flush();
  return written;
}
