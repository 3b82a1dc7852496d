import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SYSTEM } from '../../prisma/demo/catalog/systems.ts';
import { isIsoDate } from '../../prisma/demo/dates.ts';
import { DemoWorldError } from '../../prisma/demo/errors.ts';
import { generateDemoWorld } from '../../prisma/demo/world.ts';
import { leavesOf, lineOf, ofType, records, recordsByPlan, TODAY, world } from './worlds.ts';

const FLOOR = '2016-01-01';

/** The SHA-256 of all of a world, as bytes. */
function fingerprintOf(seed: string, today: string): string {
  const made = generateDemoWorld({ seed, today });
  const hash = createHash('sha256').update(JSON.stringify(made));
  for (const { id } of made.plans) {
    for (const record of made.fhirResources(id)) hash.update(lineOf(record));
  }
  return hash.digest('hex');
}

describe('the demo world', () => {
  test('is the same to the byte for the same seed and day, and another for another seed', () => {
    const one = fingerprintOf('one', TODAY);
    expect(fingerprintOf('one', TODAY)).toBe(one);
    expect(fingerprintOf('two', TODAY)).not.toBe(one);
  });

  test('keeps its members from one day to the next', () => {
    const later = generateDemoWorld({ seed: 'test', today: '2026-03-02' });
    expect(later.members.map(({ patientId }) => patientId)).toEqual(
      world.members.map(({ patientId }) => patientId),
    );
  });

  test('gives the records of a plan as often as asked', () => {
    for (const [plan, once] of recordsByPlan)
      expect([...world.fhirResources(plan.id)]).toEqual(once);
  });

  test.each(['2026-02-30', 'yesterday', '2019-12-31', ''])('refuses the day "%s"', (today) => {
    expect(() => generateDemoWorld({ seed: 1, today })).toThrow(DemoWorldError);
  });

  test('refuses a plan that it does not have, and says which it has', () => {
    expect(() => [...world.fhirResources('nonesuch')]).toThrow(/nonesuch.*larkmere-advantage/);
  });

  test.each(['2020-01-01', '2024-02-29', '2031-07-15'])('can be looked at on %s', (today) => {
    const made = generateDemoWorld({ seed: 9, today });
    const lines = made.plans.flatMap(({ id }) => [...made.fhirResources(id)]);
    expect(lines.length).toBeGreaterThan(2000);
  });
});

describe('the demo records', () => {
  test('are many enough to be believable and few enough to import in seconds', () => {
    expect(records.length).toBeGreaterThan(6000);
    expect(records.length).toBeLessThan(10_000);
  });

  test.each([
    ['Patient', 60],
    ['Coverage', 60],
    ['ExplanationOfBenefit', 1500],
    ['Encounter', 600],
    ['MedicationRequest', 150],
    ['MedicationDispense', 400],
    ['Condition', 150],
    ['Observation', 1500],
    ['Procedure', 80],
    ['AllergyIntolerance', 30],
    ['Immunization', 200],
    ['DiagnosticReport', 80],
    ['DocumentReference', 80],
    ['CarePlan', 60],
    ['CareTeam', 40],
    ['Goal', 20],
    ['Device', 8],
    ['RelatedPerson', 2],
    ['Organization', 20],
    ['Practitioner', 20],
  ] as const)('hold enough of every type: %s', (type, least) => {
    expect(ofType(type).length).toBeGreaterThanOrEqual(least);
  });

  test('hold claims of all five types in both plans', () => {
    for (const among of recordsByPlan.values()) {
      const types = ofType('ExplanationOfBenefit', among).map(({ type }) => type.coding?.[0]?.code);
      expect(new Set(types)).toEqual(
        new Set(['professional', 'institutional', 'oral', 'vision', 'pharmacy']),
      );
    }
  });

  test('lie on both sides of the floor in both plans, and some straddle it', () => {
    for (const among of recordsByPlan.values()) {
      const periods = ofType('ExplanationOfBenefit', among).flatMap(
        ({ billablePeriod: { start, end } = {} }) => (start && end ? [{ start, end }] : []),
      );
      expect(periods.filter(({ end }) => end < FLOOR).length).toBeGreaterThan(30);
      expect(periods.filter(({ start }) => start >= FLOOR).length).toBeGreaterThan(300);
      const straddling = periods.filter(({ start, end }) => start < FLOOR && end >= FLOOR);
      expect(straddling.length).toBeGreaterThan(2);
    }
  });

  test('never use an id twice, and refer only to records of the same plan', () => {
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    for (const among of recordsByPlan.values()) {
      const known = new Set(among.map(({ resourceType, id }) => `${resourceType}/${id}`));
      const dangling = among.flatMap((record) =>
        [...leavesOf(record)].filter(
          ({ path, value }) => path.endsWith('.reference') && !known.has(String(value)),
        ),
      );
      expect(dangling).toEqual([]);
    }
  });

  test('hold only dates that exist and are not in the future', () => {
    const dated = /(date|dateTime|start|end|authoredOn|created|issued|whenHandedOver)$/i;
    const wrong = records.flatMap((record) =>
      [...leavesOf(record)].filter(({ path, value }) => {
        if (!dated.test(path)) return false;
        const text = String(value);
        const isTime = text.length > 10;
        if (isTime && !/T\d\d:\d\d:00-05:00$/.test(text)) return true;
        // A year or a month alone is a FHIR date too.
        const day = text.length < 10 ? `${text}-01-01`.slice(0, 10) : text.slice(0, 10);
        const mayBeToCome = record.resourceType === 'Coverage';
        return !isIsoDate(day) || (day > TODAY && !mayBeToCome);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('hold no empty value, which FHIR forbids', () => {
    const empty = records.flatMap((record) =>
      [...leavesOf(record)].filter(({ value }) => value === '' || typeof value === 'object'),
    );
    expect(empty).toEqual([]);
  });

  test('hold no code of CPT or CDT, which are licensed', () => {
    const systems = new Set(
      records.flatMap((record) =>
        [...lineOf(record).matchAll(/"system":"(.*?)"/g)].map(([, system]) => system),
      ),
    );
    for (const system of systems) expect(system).not.toMatch(/cpt|ama-assn|cdt|ada\.org/i);
    // Neither under the name of HCPCS: level I (CPT) has five digits, CDT a D and four digits.
    const billed = ofType('ExplanationOfBenefit')
      .flatMap(({ item }) => item.flatMap(({ productOrService }) => productOrService.coding ?? []))
      .filter(({ system }) => system === SYSTEM.hcpcs);
    expect(billed.length).toBeGreaterThan(100);
    for (const code of new Set(billed.map((coding) => coding.code))) {
      expect(code).toMatch(/^[ABCEGHJKLMPQRSTV]\d{4}$/);
    }
  });
});
