import type { Label } from '../../../consent/vocabulary.ts';
import type { PendingRecord } from '../read-record.ts';

/**
 * The labels under which a record is written: its own, and `R` while it refers to anything, since
 * what that carries is known only at the end. A crash in between leaves it withheld, never bare.
 */
export function restrictedUntilRelabelled(record: PendingRecord): Label[] {
  if (record.inherits.length === 0) return [...record.ownLabels];
  return [...new Set<Label>([...record.ownLabels, 'R'])].sort();
}
