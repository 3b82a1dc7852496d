import { everyClinicalKind, hl7, snomed } from './fhir-clinical-kinds.ts';

/**
 * One FHIR resource of each kind of record, with every element that the gateway shows, in codes
 * that carry no sensitivity label. What each becomes in GraphQL: test/records/graphql-kinds.test.ts.
 */

const rxnorm = {
  coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '308136' }],
  text: 'Amlodipine 2.5 MG Oral Tablet',
};
const usd = (value: number) => ({ value, currency: 'USD' });
const adjudication = (category: string, value: number) => ({
  category: hl7('adjudication', category),
  amount: usd(value),
});

/** Every kind for one patient, the patient included; all dated `date`, where a kind has a date. */
export function everyKind(patientId: string, date = '2021-06-15'): Record<string, object> {
  const subject = { reference: `Patient/${patientId}` };
  const at = `${date}T10:30:00Z`;
  const id = (kind: string) => `${kind}-${patientId}`;
  const head = (resourceType: string) => ({ resourceType, id: id(resourceType) });
  const period = { start: date, end: '2022-01-31' };
  const stay = { start: at, end: `${date}T11:00:00Z` };
  const amounts = [
    adjudication('submitted', 120.5),
    adjudication('eligible', 100),
    adjudication('benefit', 80.25),
    adjudication('copay', 19.75),
  ];
  const claim = (type: string, sourceId: string) => ({
    resourceType: 'ExplanationOfBenefit',
    id: sourceId,
    identifier: [{ value: `NUMBER-${sourceId}` }],
    status: 'active',
    type: hl7('claim-type', type),
    use: 'claim',
    outcome: 'complete',
    patient: subject,
    billablePeriod: period,
    created: '2022-02-01',
    insurer: { display: 'Test Plan' },
    provider: { display: 'Test Clinic' },
    diagnosis: [
      {
        sequence: 1,
        diagnosisCodeableConcept: {
          coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'J06.9' }],
          text: 'A cold',
        },
        type: [hl7('ex-diagnosistype', 'principal')],
      },
    ],
    item: [
      {
        sequence: 1,
        productOrService: snomed('185349003', 'Check-up'),
        servicedDate: date,
        quantity: { value: 2 },
        adjudication: amounts,
      },
    ],
    total: amounts,
    payment: { type: hl7('ex-paymenttype', 'complete'), date: '2022-02-03', amount: usd(80.25) },
  });
  return {
    Patient: {
      resourceType: 'Patient',
      id: patientId,
      identifier: [{ type: hl7('v2-0203', 'MB'), value: `M-${patientId}` }],
      name: [{ family: `Family-${patientId}`, given: ['Given', 'Middle'] }],
      telecom: [
        { system: 'phone', value: '555-0123' },
        { system: 'email', value: 'given@member.example' },
      ],
      gender: 'female',
      birthDate: '1970-01-31',
      address: [
        {
          line: ['1 Main Street'],
          city: 'Boston',
          state: 'MA',
          postalCode: '02101',
          country: 'US',
        },
      ],
      communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-US' }] } }],
    },
    Coverage: {
      ...head('Coverage'),
      status: 'active',
      type: { ...hl7('v3-ActCode', 'EHCPOL'), text: 'Extended healthcare' },
      subscriberId: 'SUB-1',
      beneficiary: subject,
      relationship: hl7('subscriber-relationship', 'self'),
      period: { start: '2021-01-01', end: '2029-12-31' },
      payor: [{ display: 'Test Plan' }],
      class: [
        ['group', 'G-1', 'The Group'],
        ['plan', 'STANDARD', 'The Product'],
        ['rxbin', '610000', 'BIN'],
        ['rxpcn', 'PCN1', 'PCN'],
        ['rxgroup', 'RXG1', 'RX'],
      ].map(([type = '', value, name]) => ({ type: hl7('coverage-class', type), value, name })),
      network: 'In network',
      costToBeneficiary: [
        { type: hl7('coverage-copay-type', 'gpvisit'), valueMoney: usd(20) },
        { type: hl7('coverage-copay-type', 'copaypct'), valueQuantity: { value: 10, unit: '%' } },
      ],
    },
    Claim: claim('professional', id('Claim')),
    PharmacyClaim: claim('pharmacy', id('PharmacyClaim')),
    Encounter: {
      ...head('Encounter'),
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      type: [snomed('185349003', 'Check-up')],
      subject,
      period: stay,
      reasonCode: [snomed('38341003', 'Hypertension')],
      serviceProvider: { display: 'Test Clinic' },
    },
    MedicationRequest: {
      ...head('MedicationRequest'),
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: rxnorm,
      subject,
      authoredOn: at,
      requester: { display: 'Dr. Test' },
      reasonCode: [snomed('38341003', 'Hypertension')],
      dosageInstruction: [{ text: 'One a day' }],
    },
    MedicationDispense: {
      ...head('MedicationDispense'),
      status: 'completed',
      medicationCodeableConcept: rxnorm,
      subject,
      quantity: { value: 30, unit: 'tablet' },
      daysSupply: { value: 30 },
      whenHandedOver: at,
      dosageInstruction: [{ text: 'One a day' }],
    },
    ...everyClinicalKind(patientId, date),
  };
}
