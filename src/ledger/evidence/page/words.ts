import type { BundleLevel, LevelResult } from '../bundle-findings.ts';
import type { Disclosure } from './seen-entries.ts';

/** What each level asks, and what it means. */
export const levelWords: Readonly<Record<BundleLevel, readonly [name: string, meaning: string]>> = {
  SIGNATURES: [
    'Signed by the ledger',
    'The checkpoints and the manifest are signed by the ledger’s key, and by as many witnesses as are asked for.',
  ],
  PINNED: [
    'Grown, never rewritten',
    'Each former checkpoint is the beginning of the next one, up to the one that the entries are proved against.',
  ],
  TREE: [
    'Every entry is in the ledger',
    'Each entry’s exact bytes lead by their proof to the signed root hash.',
  ],
  FILES: [
    'Every file is as it was written',
    'Each file has the SHA-256 that the signed manifest names, and the entries are those that were asked for.',
  ],
  MEANING: [
    'Every disclosure rests on consent',
    'By the ledger’s own order, each came after the consent was signed, before it ended, and while the app was approved.',
  ],
};

export const resultWords: Readonly<Record<LevelResult, string>> = {
  SOUND: '✓ holds',
  UNSOUND: '✗ does not hold',
  NOT_CHECKED: '– cannot be checked',
};

/** Purposes of use (HL7 v3 ActReason), in words. */
const purposes: Readonly<Record<string, string>> = {
  PATRQT: 'at the member’s request',
  TREAT: 'for treatment',
  HPAYMT: 'for payment',
  HOPERAT: 'for health care operations',
  COVERAGE: 'for coverage',
};

export const purposeWords = (code: string): string => purposes[code] ?? `purpose ${code}`;

/** What was shown, in words: `claims, payments: 3 Claim, no Coverage`. */
export function shownWords({ categories, labels, records }: Disclosure): string {
  const kinds = Object.entries(records).map(([kind, ids]) => `${ids.length || 'no'} ${kind}`);
  const sensitive = labels.length === 0 ? '' : `, with sensitive ones (${labels.join(', ')})`;
  const what = categories.map((category) => category.toLowerCase()).join(', ') || 'nothing';
  return `${what}${sensitive}${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}`;
}

/** An instant as people read it, in UTC so that all read the same. */
export const timeWords = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');

export const countWords = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
