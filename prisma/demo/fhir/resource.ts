import type {
  Encounter,
  Organization,
  Patient,
  Practitioner,
  RelatedPerson,
} from './administrative.ts';
import type {
  AllergyIntolerance,
  CarePlan,
  CareTeam,
  Condition,
  Device,
  DiagnosticReport,
  DocumentReference,
  Goal,
  Immunization,
  MedicationDispense,
  MedicationRequest,
  Observation,
  Procedure,
} from './clinical.ts';
import type { Reference, ResourceBase } from './datatypes.ts';
import type { Coverage, ExplanationOfBenefit } from './financial.ts';

/** Every kind of FHIR R4 resource in the demo world. */
export type Resource =
  | AllergyIntolerance
  | CarePlan
  | CareTeam
  | Condition
  | Coverage
  | Device
  | DiagnosticReport
  | DocumentReference
  | Encounter
  | ExplanationOfBenefit
  | Goal
  | Immunization
  | MedicationDispense
  | MedicationRequest
  | Observation
  | Organization
  | Patient
  | Practitioner
  | Procedure
  | RelatedPerson;

/** The literal reference to a resource of a type and id: `Type/id`. */
export function referenceTo(type: Resource['resourceType'], id: string): Reference {
  return { reference: `${type}/${id}` };
}

/** The literal reference to a resource that is at hand. */
export function referenceToResource(resource: ResourceBase<Resource['resourceType']>): Reference {
  return referenceTo(resource.resourceType, resource.id);
}
