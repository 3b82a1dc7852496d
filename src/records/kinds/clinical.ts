import {
  codeableConcept,
  date,
  type Field,
  instant,
  measurementComponents,
  quantity,
  text,
  texts,
} from '../../consent/door/fields.ts';
import type { RecordKind } from '../../consent/door/record-kind.ts';

const status = text('status', "The resource's status, as FHIR names it.");

/** What every clinical kind has in common. */
const clinical = (
  name: string,
  plural: string,
  table: string,
  what: string,
  fields: Readonly<Record<string, Field>>,
): RecordKind => ({
  name,
  plural,
  perMember: 'many',
  description: `${what}: FHIR ${name}.`,
  table,
  category: 'CLINICAL',
  dated: true,
  fields,
});

const condition = clinical('Condition', 'conditions', 'condition', 'A problem or diagnosis', {
  clinicalStatus: text('clinical_status', 'active, recurrence, remission, resolved …'),
  verificationStatus: text('verification_status', 'unconfirmed, provisional, confirmed …'),
  categoryCode: text('category_code', 'problem-list-item or encounter-diagnosis.'),
  code: codeableConcept('code', 'What it is.'),
  onsetDate: date('onset_date', 'When it began.'),
  abatementDate: date('abatement_date', 'When it ended.'),
  recordedDate: date('recorded_date', 'When it was recorded.'),
});

const observation = clinical(
  'Observation',
  'observations',
  'observation',
  'A measurement or finding',
  {
    status,
    categoryCode: text('category_code', 'vital-signs, laboratory, survey …'),
    code: codeableConcept('code', 'What was observed.'),
    effectiveAt: instant('effective_at', 'When.'),
    value: quantity('value_quantity', 'value_unit', 'The value, where it is a quantity.'),
    valueText: text('value_text', 'The value, where it is a code or text.'),
    components: measurementComponents(
      'components',
      'The parts of it, such as systolic and diastolic.',
    ),
  },
);

const procedure = clinical('Procedure', 'procedures', 'procedure', 'What was done', {
  status,
  code: codeableConcept('code', 'What was done.'),
  reason: codeableConcept('reason', 'What for.'),
  performedStart: date('performed_start', 'When it began.'),
  performedEnd: date('performed_end', 'When it ended.'),
});

const allergyIntolerance = clinical(
  'AllergyIntolerance',
  'allergies',
  'allergy_intolerance',
  'An allergy or intolerance',
  {
    clinicalStatus: text('clinical_status', 'active, inactive or resolved.'),
    verificationStatus: text('verification_status', 'unconfirmed, confirmed, refuted …'),
    type: text('type', 'allergy or intolerance.'),
    criticality: text('criticality', 'low, high or unable-to-assess.'),
    code: codeableConcept('code', 'What causes it.'),
    recordedDate: date('recorded_date', 'When it was recorded.'),
  },
);

const immunization = clinical('Immunization', 'immunizations', 'immunization', 'A vaccination', {
  status,
  vaccine: codeableConcept('vaccine', 'The vaccine.'),
  occurrenceDate: date('occurrence_date', 'When it was given.'),
  lotNumber: text('lot_number', 'The lot.'),
});

const diagnosticReport = clinical(
  'DiagnosticReport',
  'diagnosticReports',
  'diagnostic_report',
  'A report of results',
  {
    status,
    categoryCode: text('category_code', 'Which service made it.'),
    code: codeableConcept('code', 'What was examined.'),
    effectiveAt: instant('effective_at', 'When.'),
    conclusion: text('conclusion', 'What it concludes.'),
  },
);

const documentReference = clinical(
  'DocumentReference',
  'documentReferences',
  'document_reference',
  'A document that is on file',
  {
    status,
    type: codeableConcept('type', 'What kind of document.'),
    date: date('date', 'When it was filed.'),
    title: text('title', 'Its title.'),
    contentType: text('content_type', 'Its media type.'),
  },
);

const carePlan = clinical('CarePlan', 'carePlans', 'care_plan', 'A plan of care', {
  status,
  intent: text('intent', 'proposal, plan or order.'),
  title: text('title', 'Its title.'),
  planCategory: codeableConcept('category', 'What kind of plan.'),
  periodStart: date('period_start', 'When it begins.'),
  periodEnd: date('period_end', 'When it ends.'),
  activities: texts('activities', 'What is to be done.'),
});

const careTeam = clinical('CareTeam', 'careTeams', 'care_team', 'Who cares for the member', {
  status,
  name: text('name', 'Its name.'),
  teamCategory: codeableConcept('category', 'What kind of team.'),
  periodStart: date('period_start', 'Since when.'),
  periodEnd: date('period_end', 'Until when.'),
  participants: texts('participants', 'Who belongs to it.'),
});

const goal = clinical('Goal', 'goals', 'goal', 'What the care is to reach', {
  lifecycleStatus: text('lifecycle_status', 'proposed, accepted, active, completed …'),
  achievementStatus: text('achievement_status', 'in-progress, achieved …'),
  description: codeableConcept('description', 'The goal.'),
  startDate: date('start_date', 'When work on it begins.'),
});

const device = clinical('Device', 'devices', 'device', 'A device that the member has', {
  status,
  type: codeableConcept('type', 'What kind of device.'),
  manufacturer: text('manufacturer', 'Who made it.'),
  modelNumber: text('model_number', 'Its model.'),
  manufactureDate: date('manufacture_date', 'When it was made.'),
});

const imagingStudy = clinical(
  'ImagingStudy',
  'imagingStudies',
  'imaging_study',
  'A set of images',
  {
    status,
    modality: codeableConcept('modality', 'How they were made.'),
    bodySite: codeableConcept('body_site', 'Of what.'),
    startedAt: instant('started_at', 'When.'),
    description: text('description', 'What they show.'),
  },
);

/** Diagnoses, results, treatments: everything under CLINICAL. */
export const clinicalKinds: readonly RecordKind[] = [
  condition,
  observation,
  procedure,
  allergyIntolerance,
  immunization,
  diagnosticReport,
  documentReference,
  carePlan,
  careTeam,
  goal,
  device,
  imagingStudy,
];
