import { describe, expect, test } from 'vitest';
import type { Resource } from '../../prisma/demo/fhir/resource.ts';
import { hasCode, lineOf, ofType, recordsByPlan } from './worlds.ts';

const PLANS = [...recordsByPlan].map(([{ name }, among]) => [name, among] as const);

/** The ids of the Conditions whose code begins so, as they are referred to. */
function conditionsOf(among: readonly Resource[], beginning: string): ReadonlySet<string> {
  const ids = ofType('Condition', among).filter((record) => hasCode(record, beginning));
  return new Set(ids.map(({ id }) => `Condition/${id}`));
}

describe.each(PLANS)('in %s', (_, among) => {
  test.each([
    ['opioid use', 'F11'],
    ['alcohol use', 'F10'],
    ['other substances', 'F14'],
    ['depression', 'F33'],
    ['post-traumatic stress', 'F43'],
    ['HIV', 'B20'],
    ['HIV without symptoms', 'Z21'],
    ['sexually transmitted disease', 'A5'],
    ['violence', 'T74'],
    ['partner abuse', 'Z69'],
    ['gender identity', 'F64'],
    ['history of sex reassignment', 'Z87.890'],
    ['sickle cell', 'D57'],
    ['inherited risk', 'Z15'],
    ['sexuality', 'Z70'],
  ])('somebody has a record of %s', (_kind, beginning) => {
    expect(conditionsOf(among, beginning).size).toBeGreaterThan(0);
  });

  test('opioid dependence shows in claims, encounters and prescriptions by reference alone', () => {
    const conditions = conditionsOf(among, 'F11.20');
    const refers = (record: Resource) =>
      [...conditions].some((reference) => lineOf(record).includes(`"reference":"${reference}"`));
    for (const type of ['ExplanationOfBenefit', 'Encounter', 'MedicationRequest'] as const) {
      const referring = ofType(type, among).filter(refers);
      expect(referring.length, type).toBeGreaterThan(0);
      for (const record of referring) expect(hasCode(record, 'F11')).toBe(false);
    }
  });

  test('a harmless drug for opioid dependence is told by its prescription alone', () => {
    const conditions = conditionsOf(among, 'F11.20');
    const requests = ofType('MedicationRequest', among).filter(
      (record) =>
        hasCode(record, '5553') &&
        record.reasonReference?.some(({ reference }) => conditions.has(reference)),
    );
    const claims = ofType('ExplanationOfBenefit', among).filter(({ prescription }) =>
      requests.some(({ id }) => prescription?.reference === `MedicationRequest/${id}`),
    );
    expect(claims.length).toBeGreaterThan(0);
  });

  test('pharmacy claims are sensitive by the drug: buprenorphine, and antiretrovirals', () => {
    const dispensed = ofType('MedicationDispense', among);
    expect(dispensed.some((record) => hasCode(record, '1819"'))).toBe(true);
    expect(dispensed.some((record) => hasCode(record, '1999667'))).toBe(true);
  });

  test('senders labelled mental health, violence and psychotherapy notes', () => {
    const labelled = among.flatMap(({ meta }) => meta?.security?.map(({ code }) => code) ?? []);
    expect(labelled).toEqual(expect.arrayContaining(['PSY', 'SDV', 'SEX', 'PSYTHPN']));
  });

  test('what shows by label carries no telling code in its claims', () => {
    const labelled = ofType('ExplanationOfBenefit', among).filter(
      ({ meta, type }) => meta && type.coding?.[0]?.code !== 'pharmacy',
    );
    expect(labelled.length).toBeGreaterThan(0);
    for (const record of labelled) {
      expect(lineOf(record)).not.toMatch(/"code":"(F4|Z69|Z70)/);
    }
  });

  test('some records have only free text, or only a code of a local system', () => {
    expect(ofType('Condition', among).some(({ code }) => !code.coding)).toBe(true);
    expect(ofType('Observation', among).some(({ code }) => !code.coding)).toBe(true);
    expect(
      ofType('Procedure', among).some(({ code }) =>
        code.coding?.every(({ system }) => system.includes('.example/')),
      ),
    ).toBe(true);
  });

  test('some records have no date of service', () => {
    expect(ofType('Goal', among).some(({ startDate }) => !startDate)).toBe(true);
    expect(ofType('Observation', among).some((record) => !record.effectiveDateTime)).toBe(true);
    expect(ofType('Condition', among).some((r) => !r.onsetDateTime && !r.recordedDate)).toBe(true);
    expect(ofType('DocumentReference', among).some(({ date, context }) => !date && !context)).toBe(
      true,
    );
    const undatedClaims = ofType('ExplanationOfBenefit', among).filter(
      ({ billablePeriod, item }) =>
        !billablePeriod && item.every((line) => !line.servicedDate && !line.servicedPeriod),
    );
    expect(undatedClaims.length).toBeGreaterThan(0);
  });

  test('some members have nothing of the kind', () => {
    const sensitive = /"code":"(F\d|B20|Z21|A5|A6|T74|Z69|Z87\.890|D57|Z15|Z70)/;
    const patients = ofType('Patient', among).map(({ id }) => id);
    const touched = new Set(
      ofType('Condition', among)
        .filter((record) => sensitive.test(lineOf(record)))
        .map(({ subject }) => subject.reference),
    );
    expect(patients.filter((id) => !touched.has(`Patient/${id}`)).length).toBeGreaterThan(4);
  });
});
