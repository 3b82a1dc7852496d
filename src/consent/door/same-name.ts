/** Whether two family names are the same but for case, accents, and what is not a letter or digit. */
export function isSameName(one: string, other: string): boolean {
  const plain = plainName(one);
  return plain !== '' && plain === plainName(other);
}

/** A name without what is not looked at when names are compared. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Whether a whole name has a family name in it, or one of the names that it is made of: many people have two, and sign
 * with one.
 */
export function holdsFamilyName(whole: string, family: string): boolean {
  if (plainName(whole).includes(plainName(family))) return true;
  const words = new Set(whole.split(/[\s-]+/).map(plainName));
  return family
    .split(/[\s-]+/)
    .map(plainName)
    .some((part) => part.length > 2 && words.has(part));
}
