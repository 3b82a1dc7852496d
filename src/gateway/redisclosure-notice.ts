import type { ExecutionResult } from 'graphql';
import { coversSubstanceUse, isLabel } from '../consent/vocabulary.ts';
import type { Leaf } from '../ledger/leaf.ts';

/** 42 CFR 2.32(a)(2): what accompanies each disclosure that is made with a patient's consent. */
const notice = {
  source: '42 CFR 2.32(a)(2)',
  text: '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
} as const;

/** Adds it to what a recipient is told where records of substance use are among what was disclosed. */
export function withRedisclosureNotice(
  result: ExecutionResult,
  leaves: readonly Leaf[],
): ExecutionResult {
  const covered = leaves.some(
    (leaf) => leaf.kind === 'DISCLOSURE' && coversSubstanceUse(leaf.labels.filter(isLabel)),
  );
  if (!covered) return result;
  return { ...result, extensions: { ...result.extensions, redisclosureNotice: notice } };
}
