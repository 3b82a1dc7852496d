/** Small FHIR resources for tests: only what a test says, on top of what the importer needs. */
export const patient = (id: string, more: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [
    {
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MB' }] },
      value: `M-${id}`,
    },
  ],
  name: [{ family: `Family-${id}`, given: ['Given'] }],
  gender: 'female',
  birthDate: '1970-01-31',
  ...more,
});

const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';

/** An adjudicated claim, by default of an ordinary professional service. */
export const explanationOfBenefit = (
  id: string,
  patientId: string,
  more: { type?: string; date?: string; diagnosis?: string; paid?: number } = {},
) => ({
  resourceType: 'ExplanationOfBenefit',
  id,
  status: 'active',
  use: 'claim',
  outcome: 'complete',
  type: {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/claim-type',
        code: more.type ?? 'professional',
      },
    ],
  },
  patient: { reference: `Patient/${patientId}` },
  billablePeriod: { start: more.date ?? '2020-05-01', end: more.date ?? '2020-05-01' },
  created: more.date ?? '2020-05-01',
  insurer: { display: 'Test Plan' },
  provider: { display: 'Test Clinic' },
  diagnosis: [
    {
      sequence: 1,
      diagnosisCodeableConcept: { coding: [{ system: icd10, code: more.diagnosis ?? 'J06.9' }] },
    },
  ],
  item: [
    {
      sequence: 1,
      productOrService: { coding: [{ system: 'http://snomed.info/sct', code: '185349003' }] },
      servicedDate: more.date ?? '2020-05-01',
    },
  ],
  payment: {
    date: more.date ?? '2020-05-01',
    amount: { value: more.paid ?? 80.5, currency: 'USD' },
  },
  total: [
    {
      category: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/adjudication', code: 'benefit' }],
      },
      amount: { value: more.paid ?? 80.5, currency: 'USD' },
    },
  ],
});

/** A diagnosis on the problem list. */
export const condition = (id: string, patientId: string, code: string, onset?: string) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${patientId}` },
  clinicalStatus: {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
    ],
  },
  code: { coding: [{ system: icd10, code }] },
  ...(onset === undefined ? {} : { onsetDateTime: onset }),
});
