import type { Medication } from '../catalog/medications.ts';
import type { Problem } from '../catalog/problem.ts';
import type { VisitKind } from '../catalog/visits.ts';
import type { IsoDate } from '../dates.ts';
import type { Enrollee } from '../members.ts';
import type { Random } from '../random.ts';
import type { Clinician, Directory, Facility } from './directory.ts';

/** A problem that one member has or had. */
export interface MemberProblem {
  readonly conditionId: string;
  readonly problem: Problem;
  readonly onset: IsoDate;
  /** When the plan's providers first wrote it down; never before the member was covered. */
  readonly recorded: IsoDate;
  readonly resolved?: IsoDate;
}

/** One time that a member was seen, and the claim for it. */
export interface Visit {
  readonly encounterId: string;
  readonly claimId: string;
  readonly kind: VisitKind;
  readonly start: IsoDate;
  /** The same day, except for stays. */
  readonly end: IsoDate;
  readonly reason?: MemberProblem;
  readonly clinician: Clinician;
  readonly facility: Facility;
}

/** One time that a prescription was filled, and the claim for it. */
export interface Fill {
  readonly dispenseId: string;
  readonly claimId: string;
  readonly date: IsoDate;
}

export interface Prescription {
  readonly requestId: string;
  readonly medication: Medication;
  readonly reason: MemberProblem;
  readonly authored: IsoDate;
  readonly fills: readonly Fill[];
  readonly clinician: Clinician;
  readonly pharmacy: Facility;
}

/** What befell one member while covered: the facts, from which every FHIR record is made. */
export interface History {
  readonly enrollee: Enrollee;
  readonly directory: Directory;
  readonly from: IsoDate;
  readonly until: IsoDate;
  readonly coverageId: string;
  readonly problems: readonly MemberProblem[];
  readonly visits: readonly Visit[];
  readonly prescriptions: readonly Prescription[];
  /** For what the records add: fork it by the kind of record. */
  readonly random: Random;
}
