import { coversSubstanceUse, type Label } from '../consent/vocabulary.ts';
import type { Material, MaterialKind } from '../db/generated/prisma/client.ts';

/** When a text must have been read. */
type Reading =
  /** Before anything is signed. */
  | 'ALWAYS'
  /** Before data on substance use is shared: 42 CFR part 2. */
  | 'FOR_SUBSTANCE_USE'
  /** It is what is signed. */
  | 'AT_SIGNING'
  /** Whenever somebody wants to. */
  | 'FREELY';

/** In the order in which they are read. */
const readings: Readonly<Record<MaterialKind, Reading>> = {
  EDUCATION: 'ALWAYS',
  PRIVACY_RIGHTS: 'ALWAYS',
  PART2_NOTICE: 'FOR_SUBSTANCE_USE',
  CONSENT_DOCUMENT: 'AT_SIGNING',
  COMPLAINTS: 'FREELY',
  FAQ: 'FREELY',
};

const order = Object.keys(readings);

/** Of these texts, those to be read before a consent to these labels is signed. */
export const toBeRead = <Text extends Pick<Material, 'kind'>>(
  texts: readonly Text[],
  labels: readonly Label[],
): Text[] =>
  texts
    .filter(({ kind }) => {
      const reading = readings[kind];
      return (
        reading === 'ALWAYS' || (reading === 'FOR_SUBSTANCE_USE' && coversSubstanceUse(labels))
      );
    })
    .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));

/** The same, with the consent document itself. */
export const toBeReadOrSigned = <Text extends Pick<Material, 'kind'>>(
  texts: readonly Text[],
  labels: readonly Label[],
): Text[] => {
  const read = new Set(toBeRead(texts, labels));
  return texts.filter((text) => read.has(text) || readings[text.kind] === 'AT_SIGNING');
};
