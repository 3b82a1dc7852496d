import { codeableConcept, instant, text } from '../../consent/door/fields.ts';
import type { RecordKind } from '../../consent/door/record-kind.ts';

/** A visit or stay: FHIR Encounter. */
export const encounter: RecordKind = {
  name: 'Encounter',
  plural: 'encounters',
  perMember: 'many',
  description: 'A visit or stay: FHIR Encounter.',
  table: 'encounter',
  category: 'ENCOUNTERS',
  dated: true,
  fields: {
    status: text('status', 'planned, arrived, in-progress, finished …'),
    classCode: text('class_code', 'ambulatory, inpatient, emergency …: HL7 v3 ActEncounterCode.'),
    type: codeableConcept('type', 'What kind of visit.'),
    reason: codeableConcept('reason', 'Why it took place.'),
    startedAt: instant('started_at', 'When it began.'),
    endedAt: instant('ended_at', 'When it ended.'),
    serviceProvider: text('service_provider', 'The organisation that was responsible.'),
  },
};
