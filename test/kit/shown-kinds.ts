import { shownClinicalKinds } from './shown-clinical-kinds.ts';
import {
  concept,
  head,
  headFields,
  hypertension,
  kind,
  type Shown,
  snomed,
  stay,
} from './shown-kind.ts';

/** What `everyKind` of fhir-kinds.ts reads as in GraphQL, to the member whose record it is. */

const amlodipine = {
  system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  code: '308136',
  text: 'Amlodipine 2.5 MG Oral Tablet',
};
const usd = (amount: string) => ({ amount, currency: 'USD' });
const amountFields = ['submittedAmount', 'allowedAmount', 'paidAmount', 'patientAmount'];
const selectAmounts = amountFields.map((field) => `${field} { amount currency }`).join(' ');
const amounts = {
  submittedAmount: usd('120.50'),
  allowedAmount: usd('100.00'),
  paidAmount: usd('80.25'),
  patientAmount: usd('19.75'),
};

const claim = (name: string, category: string, typeCode: string): Shown => ({
  type: 'Claim',
  sourceType: 'ExplanationOfBenefit',
  plural: `claims(filter: { categories: [${category}] })`,
  selection: `${headFields} resourceType status use typeCode identifier billableStart billableEnd created
    outcome provider insurer ${selectAmounts} diagnoses { sequence type diagnosis ${concept} }
    lines { sequence service ${concept} servicedDate quantity ${selectAmounts} }`,
  nodes: [
    {
      ...head(category),
      resourceType: 'ExplanationOfBenefit',
      status: 'active',
      use: 'claim',
      typeCode,
      identifier: `NUMBER-${name}-ann`,
      billableStart: '2021-06-15',
      billableEnd: '2022-01-31',
      created: '2022-02-01',
      outcome: 'complete',
      provider: 'Test Clinic',
      insurer: 'Test Plan',
      ...amounts,
      diagnoses: [
        {
          sequence: 1,
          type: 'principal',
          diagnosis: { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'J06.9', text: 'A cold' },
        },
      ],
      lines: [
        {
          sequence: 1,
          service: snomed('185349003', 'Check-up'),
          servicedDate: '2021-06-15',
          quantity: '2',
          ...amounts,
        },
      ],
    },
  ],
});

const payment = {
  ...head('PAYMENTS'),
  typeCode: 'complete',
  paymentDate: '2022-02-03',
  amount: usd('80.25'),
};

/** By the names of `everyKind`, those that Member lists. */
export const shownOf: Readonly<Record<string, Shown>> = {
  Coverage: kind(
    'Coverage',
    'coverages',
    {
      status: 'active',
      type: {
        system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
        code: 'EHCPOL',
        text: 'Extended healthcare',
      },
      subscriberId: 'SUB-1',
      relationship: 'self',
      payor: 'Test Plan',
      groupNumber: 'G-1',
      groupName: 'The Group',
      planCode: 'STANDARD',
      planName: 'The Product',
      rxBin: '610000',
      rxPcn: 'PCN1',
      rxGroup: 'RXG1',
      periodStart: '2021-01-01',
      periodEnd: '2029-12-31',
      benefits: [
        {
          sequence: 1,
          type: { code: 'gpvisit' },
          network: 'In network',
          amount: usd('20.00'),
          quantity: null,
        },
        {
          sequence: 2,
          type: { code: 'copaypct' },
          network: 'In network',
          amount: null,
          quantity: { value: '10', unit: '%' },
        },
      ],
    },
    {
      type: concept,
      benefits: `{ sequence type { code } network amount { amount currency } quantity { value unit } }`,
    },
    { category: 'COVERAGE', labels: [] },
  ),
  Claim: claim('Claim', 'CLAIMS', 'professional'),
  PharmacyClaim: claim('PharmacyClaim', 'PHARMACY', 'pharmacy'),
  Payment: {
    type: 'Payment',
    plural: 'payments',
    selection: `${headFields} typeCode paymentDate amount { amount currency }`,
    nodes: [payment, payment],
  },
  Encounter: kind(
    'Encounter',
    'encounters',
    {
      status: 'finished',
      classCode: 'AMB',
      type: snomed('185349003', 'Check-up'),
      reason: hypertension,
      ...stay,
      serviceProvider: 'Test Clinic',
    },
    { type: concept, reason: concept },
    head('ENCOUNTERS'),
  ),
  MedicationRequest: kind(
    'MedicationRequest',
    'medicationRequests',
    {
      status: 'active',
      intent: 'order',
      medication: amlodipine,
      reason: hypertension,
      authoredOn: '2021-06-15',
      requester: 'Dr. Test',
      dosage: 'One a day',
    },
    { medication: concept, reason: concept },
    head('PHARMACY'),
  ),
  MedicationDispense: kind(
    'MedicationDispense',
    'medicationDispenses',
    {
      status: 'completed',
      medication: amlodipine,
      whenHandedOver: '2021-06-15',
      quantity: { value: '30', unit: 'tablet' },
      daysSupply: '30',
      dosage: 'One a day',
    },
    { medication: concept, quantity: '{ value unit }' },
    head('PHARMACY'),
  ),
  ...shownClinicalKinds,
};

/** What stands on the member themself. */
export const shownOnMember = {
  demographics: {
    selection: `category labels familyName givenNames birthDate gender memberNumber phone email addressLines
      city state postalCode country language`,
    value: {
      category: 'DEMOGRAPHICS',
      labels: [],
      familyName: 'Family-ann',
      givenNames: ['Given', 'Middle'],
      birthDate: '1970-01-31',
      gender: 'female',
      memberNumber: 'M-ann',
      phone: '555-0123',
      email: 'given@member.example',
      addressLines: ['1 Main Street'],
      city: 'Boston',
      state: 'MA',
      postalCode: '02101',
      country: 'US',
      language: 'en-US',
    },
  },
  idCard: {
    selection: 'subscriberId memberName planName groupNumber rxBin rxPcn rxGroup supportPhone',
    value: {
      subscriberId: 'SUB-1',
      memberName: 'Given Middle Family-ann',
      planName: 'The Product',
      groupNumber: 'G-1',
      rxBin: '610000',
      rxPcn: 'PCN1',
      rxGroup: 'RXG1',
      supportPhone: '555-0100',
    },
  },
  enrolment: {
    selection: 'lineOfBusiness effectiveFrom effectiveUntil',
    value: {
      lineOfBusiness: 'STANDARD',
      effectiveFrom: '2021-01-01',
      effectiveUntil: '2029-12-31',
    },
  },
  plan: { selection: 'name floorDate', value: { name: 'Test Plan', floorDate: '2016-01-01' } },
};
