import { conceptOf, loinc, securityOf } from '../catalog/systems.ts';
import { atHour } from '../dates.ts';
import type { DocumentReference } from '../fhir/clinical.ts';
import type { CodeableConcept, Meta } from '../fhir/datatypes.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History, Visit } from '../history/history.ts';
import { metaFor } from './reasons.ts';

const PROGRESS_NOTE = loinc('11506-3', 'Progress note');
const DISCHARGE_SUMMARY = loinc('18842-5', 'Discharge summary');

/** US Core's category of clinical notes. */
export const CLINICAL_NOTE: CodeableConcept = {
  coding: [
    {
      system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
      code: 'clinical-note',
    },
  ],
};

/**
 * Notes: a summary of every hospital stay, and some visits' notes. Short ones travel within the
 * record, longer ones by address. What a counselor wrote is labelled as psychotherapy notes.
 */
export function* documentResources(history: History): Iterable<DocumentReference> {
  const random = history.random.fork('documents');
  for (const visit of history.visits) {
    const isStay = visit.start !== visit.end;
    if (visit.kind.claimType === 'oral' || visit.kind.claimType === 'vision') continue;
    if (!isStay && !random.chance(0.14)) continue;
    const id = random.uuid();
    const date = atHour(visit.end, 11, 0);
    const title = isStay ? 'Discharge summary' : 'Progress note';
    yield {
      resourceType: 'DocumentReference',
      id,
      ...noteMeta(visit),
      status: 'current',
      type: conceptOf(isStay ? DISCHARGE_SUMMARY : PROGRESS_NOTE),
      category: [CLINICAL_NOTE],
      subject: referenceTo('Patient', history.enrollee.member.patientId),
      date,
      author: [referenceTo('Practitioner', visit.clinician.id)],
      description: title,
      content: [
        {
          attachment: isStay
            ? {
                contentType: 'application/pdf',
                title,
                url: `https://documents.${history.enrollee.plan.slug}.example/${id}`,
              }
            : { contentType: 'text/plain', title, data: base64(noteText(visit)) },
        },
      ],
      context: {
        encounter: [referenceTo('Encounter', visit.encounterId)],
        period: { start: atHour(visit.start, 9, 30), end: date },
      },
    };
  }
}

/** Text as an attachment holds it. */
export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function noteMeta({ reason }: Visit): { readonly meta?: Meta } {
  const isPsychiatric = /^F[2-4]/.test(reason?.problem.icd10cm.code ?? '');
  if (isPsychiatric) return { meta: { security: securityOf(['PSYTHPN']) } };
  return metaFor(reason);
}

function noteText({ reason, start, clinician, facility }: Visit): string {
  return [
    `${facility.name}, ${start}`,
    reason ? `Seen about: ${reason.problem.icd10cm.text}.` : 'Yearly check-up.',
    'Findings discussed with the patient, who agrees with the plan.',
    `${clinician.given} ${clinician.family}`,
  ].join('\n');
}
