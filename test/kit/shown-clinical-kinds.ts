import {
  at,
  concept,
  head,
  headFields,
  hypertension,
  kind,
  type Shown,
  snomed,
} from './shown-kind.ts';

const loinc = (code: string, text: string) => ({ system: 'http://loinc.org', code, text });
const undated = (category: string) => ({ category, labels: [], serviceDate: null });
const period = { periodStart: '2021-06-15', periodEnd: '2022-01-31' };

/** The clinical ones of shown-kinds.ts. */
export const shownClinicalKinds: Readonly<Record<string, Shown>> = {
  Condition: kind(
    'Condition',
    'conditions',
    {
      clinicalStatus: 'resolved',
      verificationStatus: 'confirmed',
      categoryCode: 'problem-list-item',
      code: hypertension,
      onsetDate: '2021-06-15',
      abatementDate: '2021-12-31',
      recordedDate: '2021-06-16',
    },
    { code: concept },
  ),
  Procedure: kind(
    'Procedure',
    'procedures',
    {
      status: 'completed',
      code: snomed('73761001', 'Colonoscopy'),
      reason: hypertension,
      performedStart: '2021-06-15',
      performedEnd: '2021-06-15',
    },
    { code: concept, reason: concept },
  ),
  Observation: {
    ...kind('Observation', 'observations', {}),
    selection: `${headFields} status categoryCode code ${concept} effectiveAt value { value unit } valueText
      components { code { code text } value unit }`,
    nodes: [
      {
        ...head('CLINICAL'),
        status: 'final',
        categoryCode: 'vital-signs',
        code: loinc('85354-9', 'Blood pressure'),
        effectiveAt: at,
        value: null,
        valueText: null,
        components: [
          { code: { code: '8480-6', text: 'Systolic' }, value: '120.5', unit: 'mm[Hg]' },
          { code: { code: '8462-4', text: 'Diastolic' }, value: 'Normal', unit: null },
        ],
      },
      {
        ...head('CLINICAL'),
        status: 'final',
        categoryCode: null,
        code: loinc('2339-0', 'Glucose'),
        effectiveAt: '2021-06-15T09:00:00.000Z',
        value: { value: '95.4', unit: 'mg/dL' },
        valueText: null,
        components: [],
      },
    ],
  },
  AllergyIntolerance: kind(
    'AllergyIntolerance',
    'allergies',
    {
      clinicalStatus: 'active',
      verificationStatus: 'confirmed',
      type: 'allergy',
      criticality: 'low',
      code: snomed('91935009', 'Peanut allergy'),
      recordedDate: '2021-06-15',
    },
    { code: concept },
  ),
  Immunization: kind(
    'Immunization',
    'immunizations',
    {
      status: 'completed',
      vaccine: { system: 'http://hl7.org/fhir/sid/cvx', code: '140', text: 'Flu' },
      occurrenceDate: '2021-06-15',
      lotNumber: 'LOT-1',
    },
    { vaccine: concept },
  ),
  DiagnosticReport: kind(
    'DiagnosticReport',
    'diagnosticReports',
    {
      status: 'final',
      categoryCode: 'LAB',
      code: loinc('24323-8', 'Metabolic panel'),
      effectiveAt: at,
      conclusion: 'Nothing unusual.',
    },
    { code: concept },
  ),
  DocumentReference: kind(
    'DocumentReference',
    'documentReferences',
    {
      status: 'current',
      type: loinc('34117-2', 'History and physical'),
      date: '2021-06-15',
      title: 'A note',
      contentType: 'text/plain',
    },
    { type: concept },
  ),
  CarePlan: kind(
    'CarePlan',
    'carePlans',
    {
      status: 'active',
      intent: 'order',
      title: 'Walk more',
      planCategory: snomed('736376001', 'Self care'),
      ...period,
      activities: ['Exercise'],
    },
    { planCategory: concept },
    head('CLINICAL'),
  ),
  CareTeam: kind(
    'CareTeam',
    'careTeams',
    {
      status: 'active',
      name: 'The team',
      teamCategory: snomed('736376001', 'Self care'),
      ...period,
      participants: ['Dr. Test'],
    },
    { teamCategory: concept },
    head('CLINICAL'),
  ),
  Goal: kind(
    'Goal',
    'goals',
    {
      lifecycleStatus: 'active',
      achievementStatus: 'in-progress',
      description: snomed('229065009', 'Walk daily'),
      startDate: '2021-06-15',
    },
    { description: concept },
  ),
  Device: kind(
    'Device',
    'devices',
    {
      status: 'active',
      type: snomed('14106009', 'Pacemaker'),
      manufacturer: 'Acme',
      modelNumber: 'P-1',
      manufactureDate: '2020-01-02',
    },
    { type: concept },
    undated('CLINICAL'),
  ),
  ImagingStudy: kind(
    'ImagingStudy',
    'imagingStudies',
    {
      status: 'available',
      modality: {
        system: 'http://dicom.nema.org/resources/ontology/DCM',
        code: 'DX',
        text: 'X-ray',
      },
      bodySite: snomed('51185008', 'Chest'),
      startedAt: at,
      description: 'Chest, two views',
    },
    { modality: concept, bodySite: concept },
  ),
};
