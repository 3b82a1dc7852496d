import type { Resource } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';
import { careResources } from './care.ts';
import { allergyResources, conditionResources, procedureResources } from './conditions.ts';
import { documentResources } from './documents.ts';
import { encounterResources } from './encounters.ts';
import { immunizationResources } from './immunizations.ts';
import { laboratoryResources } from './laboratory.ts';
import { medicationResources } from './medications.ts';
import { membershipResources } from './patient.ts';
import { pharmacyClaims } from './pharmacy-claims.ts';
import { visitClaims } from './visit-claims.ts';
import { vitalSigns } from './vitals.ts';
import { withheldResources } from './withheld.ts';

/** Every FHIR record of one member, the Patient first. */
export function* resourcesOf(history: History): Iterable<Resource> {
  yield* membershipResources(history);
  yield* conditionResources(history);
  yield* allergyResources(history);
  yield* encounterResources(history);
  yield* procedureResources(history);
  yield* vitalSigns(history);
  yield* laboratoryResources(history);
  yield* immunizationResources(history);
  yield* medicationResources(history);
  yield* careResources(history);
  yield* documentResources(history);
  yield* visitClaims(history);
  yield* pharmacyClaims(history);
  yield* withheldResources(history);
}
