import { type Code, conceptOf, securityOf } from '../catalog/systems.ts';
import { COUNSELING_UNSPECIFIED } from '../catalog/visits.ts';
import type { CodeableConcept, Meta, Reference } from '../fhir/datatypes.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { MemberProblem } from '../history/history.ts';

/** A reason as a resource carries it: by code, or by reference to the Condition. */
interface Reason {
  readonly reasonCode?: readonly CodeableConcept[];
  readonly reasonReference?: readonly Reference[];
}

/** All codes of a problem, as one concept. */
export function problemConcept({ problem }: MemberProblem): CodeableConcept {
  return problem.snomed ? conceptOf(problem.icd10cm, problem.snomed) : conceptOf(problem.icd10cm);
}

/** The literal reference to the Condition of a problem. */
export function conditionReference(problem: MemberProblem): Reference {
  return referenceTo('Condition', problem.conditionId);
}

/** Why something was done, told in the way that the problem shows (see `Sensitivity`). */
export function reasonFor(reason: MemberProblem | undefined): Reason {
  if (reason === undefined) return {};
  const showsBy = reason.problem.sensitive?.showsBy ?? 'CODE';
  if (showsBy === 'REFERENCE') return { reasonReference: [conditionReference(reason)] };
  if (showsBy === 'LABEL') return { reasonCode: [conceptOf(COUNSELING_UNSPECIFIED)] };
  return { reasonCode: [problemConcept(reason)] };
}

/** The labels that the sender set, where the problem shows by label; else nothing. */
export function metaFor(reason: MemberProblem | undefined): { readonly meta?: Meta } {
  const sensitive = reason?.problem.sensitive;
  if (sensitive?.showsBy !== 'LABEL') return {};
  return { meta: { security: securityOf(sensitive.labels) } };
}

/** What a claim bills for, where its reason may show in it; undefined where a neutral code must do. */
export function tellingService(reason: MemberProblem | undefined): Code | undefined {
  const showsBy = reason?.problem.sensitive?.showsBy ?? 'CODE';
  return showsBy === 'CODE' ? reason?.problem.service : undefined;
}
