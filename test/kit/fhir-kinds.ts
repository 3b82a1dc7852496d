/**
 * One FHIR resource of each kind of record, with every element that the gateway shows, in codes
 * that carry no sensitivity label. What each becomes in GraphQL: test/records/graphql-kinds.test.ts.
 */

const snomed = (code: string, display?: string) => ({
  coding: [{ system: 'http://snomed.info/sct', code, ...(display ? { display } : {}) }],
});
const hl7 = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});
const rxnorm = {
  coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '308136' }],
  text: 'Amlodipine 2.5 MG Oral Tablet',
};
const loinc = (code: string, text: string) => ({
  coding: [{ system: 'http://loinc.org', code }],
  text,
});
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
        { line: ['1 Main Street'], city: 'Boston', state: 'MA', postalCode: '02101', country: 'US' },
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
    Condition: {
      ...head('Condition'),
      clinicalStatus: hl7('condition-clinical', 'resolved'),
      verificationStatus: hl7('condition-ver-status', 'confirmed'),
      category: [hl7('condition-category', 'problem-list-item')],
      code: snomed('38341003', 'Hypertension'),
      subject,
      onsetDateTime: date,
      abatementDateTime: '2021-12-31',
      recordedDate: '2021-06-16',
    },
    Observation: {
      ...head('Observation'),
      status: 'final',
      category: [hl7('observation-category', 'vital-signs')],
      code: loinc('85354-9', 'Blood pressure'),
      subject,
      effectiveDateTime: at,
      component: [
        { code: loinc('8480-6', 'Systolic'), valueQuantity: { value: 120.5, unit: 'mm[Hg]' } },
        { code: loinc('8462-4', 'Diastolic'), valueCodeableConcept: snomed('17621005', 'Normal') },
      ],
    },
    Laboratory: {
      resourceType: 'Observation',
      id: id('Laboratory'),
      status: 'final',
      code: loinc('2339-0', 'Glucose'),
      subject,
      effectiveDateTime: `${date}T09:00:00Z`,
      valueQuantity: { value: 95.4, unit: 'mg/dL' },
    },
    Procedure: {
      ...head('Procedure'),
      status: 'completed',
      code: snomed('73761001', 'Colonoscopy'),
      subject,
      performedPeriod: stay,
      reasonCode: [snomed('38341003', 'Hypertension')],
    },
    AllergyIntolerance: {
      ...head('AllergyIntolerance'),
      clinicalStatus: hl7('allergyintolerance-clinical', 'active'),
      verificationStatus: hl7('allergyintolerance-verification', 'confirmed'),
      type: 'allergy',
      criticality: 'low',
      code: snomed('91935009', 'Peanut allergy'),
      patient: subject,
      recordedDate: date,
    },
    Immunization: {
      ...head('Immunization'),
      status: 'completed',
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '140' }], text: 'Flu' },
      patient: subject,
      occurrenceDateTime: date,
      lotNumber: 'LOT-1',
    },
    DiagnosticReport: {
      ...head('DiagnosticReport'),
      status: 'final',
      category: [hl7('v2-0074', 'LAB')],
      code: loinc('24323-8', 'Metabolic panel'),
      subject,
      effectiveDateTime: at,
      conclusion: 'Nothing unusual.',
      conclusionCode: [snomed('17621005', 'Normal')],
    },
    DocumentReference: {
      ...head('DocumentReference'),
      status: 'current',
      type: loinc('34117-2', 'History and physical'),
      subject,
      date: at,
      content: [{ attachment: { contentType: 'text/plain', title: 'A note' } }],
    },
    CarePlan: {
      ...head('CarePlan'),
      status: 'active',
      intent: 'order',
      title: 'Walk more',
      category: [snomed('736376001', 'Self care')],
      subject,
      period,
      activity: [{ detail: { code: snomed('229065009', 'Exercise') } }],
    },
    CareTeam: {
      ...head('CareTeam'),
      status: 'active',
      name: 'The team',
      category: [snomed('736376001', 'Self care')],
      subject,
      period,
      participant: [{ role: [snomed('59058001', 'Physician')], member: { display: 'Dr. Test' } }],
    },
    Goal: {
      ...head('Goal'),
      lifecycleStatus: 'active',
      achievementStatus: hl7('goal-achievement', 'in-progress'),
      description: { ...snomed('229065009'), text: 'Walk daily' },
      subject,
      startDate: date,
    },
    Device: {
      ...head('Device'),
      status: 'active',
      type: snomed('14106009', 'Pacemaker'),
      patient: subject,
      manufacturer: 'Acme',
      modelNumber: 'P-1',
      manufactureDate: '2020-01-02',
    },
    ImagingStudy: {
      ...head('ImagingStudy'),
      status: 'available',
      modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'DX', display: 'X-ray' }],
      subject,
      started: at,
      description: 'Chest, two views',
      procedureCode: [snomed('399208008', 'Chest X-ray')],
      series: [{ bodySite: { system: 'http://snomed.info/sct', code: '51185008', display: 'Chest' } }],
    },
  };
}
