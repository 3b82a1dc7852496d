import { MEDICATIONS } from '../catalog/medications.ts';
import { addDays, earlier } from '../dates.ts';
import { facilitiesOf } from './directory.ts';
import type { Fill, Prescription } from './history.ts';
import type { VisitSetting } from './visits.ts';

/** Fills of one prescription at most, so that a long history stays readable. */
const MOST_FILLS = 5;

/** What one member was prescribed for each problem, and when it was filled. */
export function inventPrescriptions(setting: VisitSetting): Prescription[] {
  const random = setting.random.fork('prescriptions');
  const pharmacies = facilitiesOf(setting.directory, 'pharmacy');
  return setting.problems.flatMap((reason) =>
    reason.problem.medications.map((key) => {
      const authored = reason.recorded;
      const last = earlier(reason.resolved ?? setting.until, setting.until);
      const fills: Fill[] = [];
      let date = addDays(authored, random.integer(0, 3));
      while (date <= last && fills.length < MOST_FILLS) {
        fills.push({ dispenseId: random.uuid(), claimId: random.uuid(), date });
        date = addDays(date, random.integer(30, 400));
      }
      return {
        requestId: random.uuid(),
        medication: MEDICATIONS[key],
        reason,
        authored,
        fills,
        clinician: random.pick(setting.directory.clinicians),
        pharmacy: random.pick(pharmacies),
      };
    }),
  );
}
