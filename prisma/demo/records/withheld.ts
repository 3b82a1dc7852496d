import { type Code, conceptOf, hl7Concept, loinc, SYSTEM } from '../catalog/systems.ts';
import { addDays, type IsoDate } from '../dates.ts';
import type {
  Condition,
  DocumentReference,
  MedicationRequest,
  Observation,
  Procedure,
} from '../fhir/clinical.ts';
import type { CodeableConcept } from '../fhir/datatypes.ts';
import type { ExplanationOfBenefit } from '../fhir/financial.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';
import { base64, CLINICAL_NOTE } from './documents.ts';
import { explanationOfBenefit } from './explanation-of-benefit.ts';
import { quantity } from './vitals.ts';

type Withheld =
  | Condition
  | DocumentReference
  | ExplanationOfBenefit
  | MedicationRequest
  | Observation
  | Procedure;

/**
 * Records that a gateway must withhold unless they are consented to as what they are: some without
 * a date of service, some that nobody can judge because they have only free text or the codes of
 * a local system. Every sixth member has the first kind, every other sixth the second.
 */
export function* withheldResources(history: History): Iterable<Withheld> {
  if (history.problems.length === 0) return;
  if (history.enrollee.place % 6 === 3) yield* undated(history);
  if (history.enrollee.place % 6 === 1) yield* unjudgeable(history);
}

function* undated(history: History): Iterable<Withheld> {
  const random = history.random.fork('undated');
  const { condition, observation, claim } = makers(history, () => random.uuid());
  yield condition(conceptOf({ system: SYSTEM.icd10cm, code: 'J30.9', text: 'Hay fever' }));
  yield {
    ...observation(conceptOf(loinc('8867-4', 'Heart rate')), 'vital-signs'),
    valueQuantity: quantity(random.integer(58, 90), '/min'),
  };
  yield {
    resourceType: 'DocumentReference',
    id: random.uuid(),
    status: 'current',
    type: conceptOf(loinc('34133-9', 'Summary of episode note')),
    category: [CLINICAL_NOTE],
    subject: subjectOf(history),
    description: 'Letter from another practice',
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          title: 'Letter from another practice',
          data: base64('Thank you for taking over the care of our patient.'),
        },
      },
    ],
  };
  const { billablePeriod: _, item, ...rest } = claim(conceptOf(DENTAL_VISIT), history.from);
  yield { ...rest, item: item.map(({ servicedDate: __, ...line }) => line) };
}

function* unjudgeable(history: History): Iterable<Withheld> {
  const random = history.random.fork('unjudgeable');
  const { condition, observation, claim } = makers(history, () => random.uuid());
  const date = addDays(history.from, random.integer(20, 80));
  yield { ...condition({ text: 'Talks with someone since the layoff' }), recordedDate: date };
  yield {
    ...observation({ text: 'Screening at the walk-in center' }, 'survey'),
    effectiveDateTime: date,
    valueString: 'See the note',
  };
  yield {
    resourceType: 'Procedure',
    id: random.uuid(),
    status: 'completed',
    code: conceptOf({
      system: `https://${history.enrollee.plan.slug}.example/legacy-procedure`,
      code: `LP-${random.digits(4)}`,
      text: 'Service carried over from the old system',
    }),
    subject: subjectOf(history),
    performedDateTime: date,
  };
  yield {
    resourceType: 'MedicationRequest',
    id: random.uuid(),
    status: 'completed',
    intent: 'order',
    medicationCodeableConcept: { text: 'Compounded as discussed' },
    subject: subjectOf(history),
    authoredOn: date,
    requester: referenceTo('Practitioner', random.pick(history.directory.clinicians).id),
    dosageInstruction: [{ text: 'As discussed' }],
  };
  const undiagnosed = claim(conceptOf(DENTAL_VISIT), date);
  yield {
    ...undiagnosed,
    diagnosis: [
      {
        sequence: 1,
        diagnosisCodeableConcept: { text: 'As described in the letter' },
        type: [hl7Concept('ex-diagnosistype', 'principal')],
      },
    ],
  };
}

const DENTAL_VISIT: Code = {
  system: SYSTEM.snomed,
  code: '34043003',
  text: 'Dental consultation',
};

function subjectOf(history: History) {
  return referenceTo('Patient', history.enrollee.member.patientId);
}

/** Makers of the plainest records of each kind, without a date. */
function makers(history: History, nextId: () => string) {
  const subject = subjectOf(history);
  return {
    condition: (code: CodeableConcept): Condition => ({
      resourceType: 'Condition',
      id: nextId(),
      clinicalStatus: hl7Concept('condition-clinical', 'active'),
      verificationStatus: hl7Concept('condition-ver-status', 'unconfirmed'),
      category: [hl7Concept('condition-category', 'problem-list-item')],
      code,
      subject,
    }),
    observation: (code: CodeableConcept, category: string): Observation => ({
      resourceType: 'Observation',
      id: nextId(),
      status: 'final',
      category: [hl7Concept('observation-category', category)],
      code,
      subject,
    }),
    claim: (service: CodeableConcept, date: IsoDate): ExplanationOfBenefit => {
      const id = nextId();
      const random = history.random.fork(`claim ${id}`);
      return explanationOfBenefit(
        history,
        {
          id,
          type: 'oral',
          start: date,
          end: date,
          provider: history.directory.payer,
          lines: [{ productOrService: service, submitted: 12_500, rest: { servicedDate: date } }],
          random,
        },
        {},
      );
    },
  };
}
