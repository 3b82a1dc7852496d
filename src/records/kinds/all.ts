import type { PartKind, RecordKind } from '../../consent/door/record-kind.ts';
import { claim, claimDiagnosis, claimLine, payment } from './claims.ts';
import { clinicalKinds } from './clinical.ts';
import { benefit, coverage } from './coverage.ts';
import { demographics } from './demographics.ts';
import { encounter } from './encounters.ts';
import { medicationDispense, medicationRequest } from './pharmacy.ts';

/** Every kind of record that the door can read. */
export const recordKinds: readonly RecordKind[] = [
  demographics,
  coverage,
  claim,
  payment,
  encounter,
  medicationRequest,
  medicationDispense,
  ...clinicalKinds,
];

/** The parts of records, each with the field of its record that lists it. */
export const partKinds: readonly { readonly field: string; readonly part: PartKind }[] = [
  { field: 'benefits', part: benefit },
  { field: 'lines', part: claimLine },
  { field: 'diagnoses', part: claimDiagnosis },
];
