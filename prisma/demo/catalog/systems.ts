import type { CodeableConcept, Coding } from '../fhir/datatypes.ts';
import type { Label } from '../vocabulary.ts';

/** The code systems of the demo records, by the names people use. CPT and CDT are licensed and not among them. */
export const SYSTEM = {
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  adjudication: 'http://terminology.hl7.org/CodeSystem/adjudication',
  carinAdjudication: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication',
  carinIdentifierType: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType',
  carinInstitutionalSubType:
    'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBInstitutionalClaimSubType',
  carinPaymentStatus: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBPayerClaimPaymentStatusCode',
  carinSupportingInfo: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType',
  claimType: 'http://terminology.hl7.org/CodeSystem/claim-type',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  loinc: 'http://loinc.org',
  ndc: 'http://hl7.org/fhir/sid/ndc',
  npi: 'http://hl7.org/fhir/sid/us-npi',
  placeOfService:
    'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  snomed: 'http://snomed.info/sct',
  socialSecurityNumber: 'http://hl7.org/fhir/sid/us-ssn',
  ucum: 'http://unitsofmeasure.org',
} as const;

/** A code of a terminology, with a short text of our own. */
export interface Code {
  readonly system: string;
  readonly code: string;
  readonly text: string;
}

/** A code of one of HL7's own terminologies, `http://terminology.hl7.org/CodeSystem/…`. */
export function hl7Concept(terminology: string, code: string): CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${terminology}`, code }] };
}

/** A concept of one coding or several that mean the same, the first one's text as its text. */
export function conceptOf(first: Code, ...others: readonly Code[]): CodeableConcept {
  return {
    coding: [first, ...others].map(({ system, code, text }) => ({ system, code, display: text })),
    text: first.text,
  };
}

/** A concept of one bare code. */
export function bareConcept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

/** Sensitivity labels as `meta.security` holds them. */
export function securityOf(labels: readonly Label[]): Coding[] {
  return labels.map((code) =>
    code === 'R'
      ? { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code }
      : { system: SYSTEM.actCode, code },
  );
}

/** A code of ICD-10-CM, decimal point included. */
export function icd10cm(code: string, text: string): Code {
  return { system: SYSTEM.icd10cm, code, text };
}

/** A bare identifier of SNOMED CT; the text is ours, not the licensed description. */
export function snomed(code: string, text: string): Code {
  return { system: SYSTEM.snomed, code, text };
}

/** A code of HCPCS level II, which is public; level I is CPT, which is not. */
export function hcpcs(code: string, text: string): Code {
  return { system: SYSTEM.hcpcs, code, text };
}

/** A code of LOINC. */
export function loinc(code: string, text: string): Code {
  return { system: SYSTEM.loinc, code, text };
}
