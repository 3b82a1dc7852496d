/** One coded statement: FHIR Coding. */
export type Coding = {
  readonly system?: string | undefined;
  readonly code?: string | undefined;
  readonly display?: string | undefined;
};

/** FHIR CodeableConcept: one meaning, in as many codes as the source had, or only in words. */
export type Concept = {
  readonly coding?: readonly Coding[] | undefined;
  readonly text?: string | undefined;
};

/** A code whose sensitivity can be looked up, in the one spelling that value sets use. */
export type KnownCode = { readonly system: string; readonly code: string };

export const v3ActCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
export const v3Confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const icd10cm = 'http://hl7.org/fhir/sid/icd-10-cm';
const icd10pcs = 'http://www.cms.gov/Medicare/Coding/ICD10';
const snomed = 'http://snomed.info/sct';
const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const loinc = 'http://loinc.org';
const hcpcs = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const cvx = 'http://hl7.org/fhir/sid/cvx';

/** What a code of a judgeable system looks like. Anything else under its name cannot be judged. */
const wellFormed: ReadonlyMap<string, RegExp> = new Map([
  [icd10cm, /^[A-Z][0-9][0-9A-Z]{1,5}$/],
  [icd10pcs, /^[0-9A-HJ-NP-Z]{7}$/],
  [snomed, /^[0-9]{6,18}$/],
  [rxnorm, /^[0-9]{1,8}$/],
  [loinc, /^(L[AP])?[0-9]{1,7}-[0-9]$/],
  // Level II only: a letter and four digits, or a two-character modifier. Five digits are CPT,
  // which payers send under this name too.
  [hcpcs, /^([A-V][0-9]{4}|[A-Z][A-Z0-9])$/],
  [cvx, /^[0-9]{2,3}$/],
]);

/** Other names under which sources send the same systems. */
const sameAs: ReadonlyMap<string, string> = new Map([
  ['http://hl7.org/fhir/sid/icd-10', icd10cm],
  ['urn:oid:2.16.840.1.113883.6.90', icd10cm],
  ['urn:oid:2.16.840.1.113883.6.4', icd10pcs],
  ['http://hl7.org/fhir/sid/icd-10-pcs', icd10pcs],
  ['urn:oid:2.16.840.1.113883.6.96', snomed],
  ['urn:oid:2.16.840.1.113883.6.88', rxnorm],
  ['urn:oid:2.16.840.1.113883.6.1', loinc],
  ['https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', hcpcs],
  ['https://bluebutton.cms.gov/resources/codesystem/hcpcs', hcpcs],
  ['urn:oid:2.16.840.1.113883.6.285', hcpcs],
  ['urn:oid:2.16.840.1.113883.12.292', cvx],
]);

/** Systems that say how a record is organised, and nothing of what the member has. */
const structuralPrefixes = [
  'http://terminology.hl7.org/CodeSystem/',
  'http://hl7.org/fhir/us/',
  'https://bluebutton.cms.gov/resources/variables/',
  'http://dicom.nema.org/resources/ontology/DCM',
];

/** A system's own name where a source sends another one. */
export const systemName = (system: string): string => sameAs.get(system) ?? system;

/** One spelling a code: ICD-10 is sent with and without its dot, and in either case. */
export function spelling(system: string, code: string): string {
  if (system === icd10cm || system === icd10pcs) return code.replaceAll('.', '').toUpperCase();
  return system === hcpcs ? code.toUpperCase() : code;
}

/** The code in the spelling of value sets; undefined without a system or a code. */
export function knownCode(coding: Coding): KnownCode | undefined {
  if (!coding.system || !coding.code) return undefined;
  const system = systemName(coding.system);
  return { system, code: spelling(system, coding.code) };
}

/** Whether the code is one of a system whose value sets we hold, so that silence means harmless. */
export function isJudgeable(coding: Coding): boolean {
  const known = knownCode(coding);
  return known !== undefined && (wellFormed.get(known.system)?.test(known.code) ?? false);
}

/** Whether the code only organises: a claim's type, an encounter's class. */
export function isStructural(coding: Coding): boolean {
  const { system } = coding;
  return system !== undefined && structuralPrefixes.some((prefix) => system.startsWith(prefix));
}
