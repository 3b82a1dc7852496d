import type { Json } from './kit.ts';

/** Small FHIR resources of invented people. What a test is about stands in the test. */
const subject = { reference: 'Patient/ana' };
const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';
export const snomed = 'http://snomed.info/sct';
export const hcpcs = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
export const loinc = 'http://loinc.org';

export const concept = (system: string, code: string) => ({ coding: [{ system, code }] });
export const opioidDependence = concept(icd10, 'F11.20');
export const hypertension = concept(icd10, 'I10');

export const patient = (id = 'ana', more: Json = {}): Json => ({
  resourceType: 'Patient',
  id,
  name: [{ family: 'Ferreira', given: ['Ana', 'Luz'] }],
  birthDate: '1984-03-09',
  ...more,
});

export const condition = (id: string, code: Json, more: Json = {}): Json => ({
  resourceType: 'Condition',
  id,
  subject,
  code,
  onsetDateTime: '2019-04-02',
  ...more,
});

export const encounter = (id: string, more: Json = {}): Json => ({
  resourceType: 'Encounter',
  id,
  subject,
  type: [concept(snomed, '185349003')],
  period: { start: '2019-04-02T09:00:00-05:00' },
  ...more,
});

export const observation = (id: string, more: Json = {}): Json => ({
  resourceType: 'Observation',
  id,
  subject,
  code: concept(loinc, '8302-2'),
  effectiveDateTime: '2019-04-02T09:10:00-05:00',
  valueQuantity: { value: 171.5, unit: 'cm' },
  ...more,
});

export const claimType = (code: string) =>
  concept('http://terminology.hl7.org/CodeSystem/claim-type', code);

/** An ExplanationOfBenefit for an ambulance ride, harmless by itself. */
export const benefits = (id: string, more: Json = {}): Json => ({
  resourceType: 'ExplanationOfBenefit',
  id,
  patient: subject,
  type: claimType('professional'),
  billablePeriod: { start: '2019-04-02', end: '2019-04-03' },
  item: [{ sequence: 1, productOrService: concept(hcpcs, 'A0428') }],
  payment: { date: '2019-05-01', amount: { value: 80, currency: 'USD' } },
  ...more,
});
