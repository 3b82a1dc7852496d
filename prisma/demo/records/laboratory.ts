import { type Finding, type Measurement, PANELS, type Panel } from '../catalog/observations.ts';
import { type Code, conceptOf, hl7Concept } from '../catalog/systems.ts';
import { addDays, atHour } from '../dates.ts';
import type { DiagnosticReport, Observation, ObservationValue } from '../fhir/clinical.ts';
import { referenceTo, referenceToResource } from '../fhir/resource.ts';
import { facilitiesOf } from '../history/directory.ts';
import type { History, Visit } from '../history/history.ts';
import type { Random } from '../random.ts';
import { metaFor } from './reasons.ts';
import { quantity } from './vitals.ts';

/** Laboratory results and questionnaires, with the reports that gather them. */
export function* laboratoryResources(history: History): Iterable<Observation | DiagnosticReport> {
  const random = history.random.fork('laboratory');
  for (const visit of history.visits) {
    const key = visit.reason?.problem.panel;
    const isFirst = visit.start === visit.reason?.recorded;
    if (key && (isFirst || random.chance(0.6))) {
      yield* results(history, random, visit, PANELS[key]);
    }
  }
}

function* results(
  history: History,
  random: Random,
  visit: Visit,
  panel: Panel,
): Iterable<Observation | DiagnosticReport> {
  const about = {
    ...metaFor(visit.reason),
    status: 'final' as const,
    category: [hl7Concept('observation-category', panel.category)],
    subject: referenceTo('Patient', history.enrollee.member.patientId),
    encounter: referenceTo('Encounter', visit.encounterId),
    effectiveDateTime: atHour(visit.start, 10, 0),
    issued: atHour(addDays(visit.start, 1), 12, 0),
  };
  const observations = panel.results.map(
    (result): Observation => ({
      resourceType: 'Observation',
      id: random.uuid(),
      ...about,
      code: conceptOf(result.code),
      ...resultOf(random, result),
    }),
  );
  yield* observations;
  if (panel.report) yield report(history, random.uuid(), about, panel.report, observations);
}

function report(
  history: History,
  id: string,
  about: Pick<
    DiagnosticReport,
    'meta' | 'status' | 'subject' | 'encounter' | 'effectiveDateTime' | 'issued'
  >,
  code: Code,
  observations: readonly Observation[],
): DiagnosticReport {
  return {
    resourceType: 'DiagnosticReport',
    id,
    ...about,
    category: [hl7Concept('v2-0074', 'LAB')],
    code: conceptOf(code),
    performer: facilitiesOf(history.directory, 'laboratory').map(({ id: laboratory }) =>
      referenceTo('Organization', laboratory),
    ),
    result: observations.map(referenceToResource),
  };
}

function resultOf(random: Random, result: Measurement | Finding): ObservationValue {
  if ('answers' in result) return { valueCodeableConcept: conceptOf(random.pick(result.answers)) };
  const { least, most, decimals, unit } = result;
  return { valueQuantity: quantity(random.decimal(least, most, decimals), unit) };
}
