import { conceptOf, SYSTEM } from '../catalog/systems.ts';
import { atHour } from '../dates.ts';
import type { Encounter } from '../fhir/administrative.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';
import { metaFor, reasonFor } from './reasons.ts';
import { hasEncounter } from './visit-claims.ts';

/** One Encounter for every visit that has one. */
export function* encounterResources(history: History): Iterable<Encounter> {
  for (const visit of history.visits.filter(hasEncounter)) {
    yield {
      resourceType: 'Encounter',
      id: visit.encounterId,
      ...metaFor(visit.reason),
      status: 'finished',
      class: { system: SYSTEM.actCode, ...visit.kind.encounterClass },
      type: [conceptOf(visit.kind.encounterType)],
      subject: referenceTo('Patient', history.enrollee.member.patientId),
      participant: [{ individual: referenceTo('Practitioner', visit.clinician.id) }],
      period: { start: atHour(visit.start, 9, 30), end: atHour(visit.end, 10, 15) },
      ...reasonFor(visit.reason),
      serviceProvider: referenceTo('Organization', visit.facility.id),
    };
  }
}
