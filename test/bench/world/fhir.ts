import { explanationOfBenefit, patient } from '../../kit/fhir.ts';

/** How the records lie: so that every system, checked or not, must give the same rows. */
export const claimsEach = 40;
export const richWindows = Array.from({ length: 10 }, (_, at) => ({
  since: `${2016 + at}-01-01`,
  until: `${2016 + at}-12-31`,
}));
const perWindow = 100;

/** An ordinary member: newest first, the claims from the 26th on hold some that are withheld. */
export function* ordinaryMember(id: string): Generator<object> {
  yield patient(id);
  const newest = Date.UTC(2025, 9, 1);
  for (let claim = 0; claim < claimsEach; claim += 1) {
    const date = isoDate(newest - claim * 30 * day);
    const diagnosis = claim >= 25 && claim % 4 === 0 ? 'B20' : 'J06.9';
    yield explanationOfBenefit(`${id}-${claim}`, id, { date, diagnosis, paid: claim + 0.25 });
  }
}

/** A member with 1,000 claims and 1,000 observations, 100 of each in every window. */
export function* richMember(id: string): Generator<object> {
  yield patient(id);
  for (const { since } of richWindows) {
    for (let at = 0; at < perWindow; at += 1) {
      const date = isoDate(Date.parse(since) + at * 3 * day);
      const name = `${id}-${since.slice(0, 4)}-${at}`;
      yield explanationOfBenefit(name, id, { date, paid: at + 0.5 });
      yield observation(name, id, date);
    }
  }
}

const day = 86_400_000;
const isoDate = (time: number) => new Date(time).toISOString().slice(0, 10);

const observation = (id: string, patientId: string, date: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2339-0' }], text: 'Glucose' },
  subject: { reference: `Patient/${patientId}` },
  effectiveDateTime: `${date}T09:00:00Z`,
  valueQuantity: { value: 95.4, unit: 'mg/dL' },
});
