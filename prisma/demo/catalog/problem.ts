import type { Gender } from '../people.ts';
import type { Label } from '../vocabulary.ts';
import type { MedicationKey } from './medications.ts';
import type { PanelKey } from './observations.ts';
import type { Code } from './systems.ts';

/**
 * How a sensitive problem shows in the records made because of it. The Condition itself is coded
 * in every case; a claim, an encounter or a prescription either
 * - carries its code (`CODE`),
 * - carries no telling code and only refers to the Condition (`REFERENCE`), or
 * - carries a neutral code, and the sender set these labels in `meta.security` (`LABEL`).
 */
type Sensitivity =
  | { readonly showsBy: 'CODE' | 'REFERENCE' }
  | { readonly showsBy: 'LABEL'; readonly labels: readonly Label[] };

/** A health problem that a demo member may have. */
export interface Problem {
  readonly icd10cm: Code;
  readonly snomed?: Code;
  readonly chronic: boolean;
  readonly leastAge?: number;
  readonly gender?: Gender;
  readonly medications: readonly MedicationKey[];
  readonly panel?: PanelKey;
  readonly procedure?: Code;
  /** What claims bill for a visit about it, where that is telling: HCPCS level II. */
  readonly service?: Code;
  readonly device?: Code;
  readonly goal?: Code;
  /** Present where the problem is one of those that people may want to keep to themselves. */
  readonly sensitive?: Sensitivity;
}
