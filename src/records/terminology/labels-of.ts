import type { Label } from '../../consent/vocabulary.ts';
import { type Coding, type Concept, isJudgeable, isStructural } from './code-systems.ts';
import { labelsOfSecurity } from './security-labels.ts';
import type { ValueSetIndex } from './value-set.ts';

/** What of a record its labels are judged by. */
export type Judged = {
  /** Administrative records (Patient, Coverage) say nothing clinical: only their security counts. */
  readonly clinical: boolean;
  /** Every clinical statement of the record. One that cannot be judged restricts it. */
  readonly concepts: readonly Concept[];
  /** Every code anywhere in the record. They may add labels, and are never needed. */
  readonly mentioned: readonly Coding[];
  /** `meta.security` */
  readonly security: readonly Coding[];
};

/** The labels that a narrower one brings along. See value-sets/README.md. */
const broader: Partial<Record<Label, readonly Label[]>> = {
  OPIOIDUD: ['SUD'],
  ETHUD: ['SUD'],
  PSYTHPN: ['PSY', 'MH'],
};

/**
 * The labels of one record, from its own codes and its `meta.security` alone: sorted, each once.
 *
 * Fails closed: a statement without a judgeable code, a clinical record without any judged
 * statement, and a security code that we do not know each give `R`. More codes never take a
 * sensitivity away; `R` alone goes, when a code arrives by which the statement can be judged.
 */
export function labelsOf(record: Judged, valueSets: ValueSetIndex): Label[] {
  const found = new Set<Label>(labelsOfSecurity(record.security));
  const add = (labels: Iterable<Label>) => {
    for (const label of labels) found.add(label);
  };
  for (const coding of record.mentioned) {
    add(valueSets.ofCode(coding));
    if (coding.display) add(valueSets.ofWords(coding.display));
  }
  let judged = 0;
  for (const concept of record.concepts) {
    const codings = concept.coding ?? [];
    for (const coding of codings) {
      add(valueSets.ofCode(coding));
      if (coding.display) add(valueSets.ofWords(coding.display));
    }
    if (concept.text) add(valueSets.ofWords(concept.text));
    if (codings.some(isJudgeable)) judged += 1;
    else if (codings.length === 0 || !codings.every(isStructural)) found.add('R');
  }
  if (record.clinical && judged === 0) found.add('R');
  return withBroader(found);
}

/** Labels with the broader ones that they bring along: sorted, each once. */
function withBroader(labels: Iterable<Label>): Label[] {
  const all = new Set<Label>();
  for (const label of labels) {
    all.add(label);
    for (const wider of broader[label] ?? []) all.add(wider);
  }
  return [...all].sort();
}
