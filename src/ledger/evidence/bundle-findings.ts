import { LedgerFault } from '../core/fault.ts';
import type { Finding, Level, UnsoundClassName } from '../verify/finding.ts';
import { BundleFault } from './bundle-reader.ts';

/** How a bundle is checked: a bundle has no tables. */
export const bundleLevels = ['SIGNATURES', 'PINNED', 'TREE', 'FILES', 'MEANING'] as const;
export type BundleLevel = (typeof bundleLevels)[number] & Level;

export type LevelResult = 'SOUND' | 'UNSOUND' | 'NOT_CHECKED';

/** A forged bundle may be wrong in every line: so many findings of a level are told. */
const toldMax = 100;

/** Gathers what is wrong, level by level. */
export class BundleFindings {
  readonly #found = new Map<BundleLevel, Finding[]>(bundleLevels.map((level) => [level, []]));
  readonly #unchecked = new Set<BundleLevel>();
  /** How many were found, those that are not told included. */
  total = 0;

  add(level: BundleLevel, unsound: UnsoundClassName, message: string, index?: bigint): void {
    this.total += 1;
    const found = this.#found.get(level) ?? [];
    if (found.length < toldMax) found.push({ level, class: unsound, message, index });
  }

  /** Says that a level could not be judged, because what it rests on cannot be read. */
  leaveUnchecked(level: BundleLevel): void {
    this.#unchecked.add(level);
  }

  /** Does something; a file or a text that cannot be read, and a check that fails, become a finding. */
  try<Value>(
    level: BundleLevel,
    unsound: UnsoundClassName,
    what: string,
    check: () => Value,
    index?: bigint,
  ): Value | undefined {
    try {
      return check();
    } catch (cause) {
      if (cause instanceof BundleFault) this.add('FILES', 'FILE', cause.message, index);
      else if (cause instanceof LedgerFault)
        this.add(level, unsound, `${what}: ${cause.message}`, index);
      else throw cause;
      return undefined;
    }
  }

  /** By level, in the order in which they are checked. */
  get told(): Finding[] {
    return bundleLevels.flatMap((level) => this.#found.get(level) ?? []);
  }

  result(level: BundleLevel): LevelResult {
    if (this.#found.get(level)?.length) return 'UNSOUND';
    return this.#unchecked.has(level) ? 'NOT_CHECKED' : 'SOUND';
  }
}
