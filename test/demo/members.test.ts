import { describe, expect, test } from 'vitest';
import { daysBetween } from '../../prisma/demo/dates.ts';
import { ofType, recordsByPlan, TODAY, world } from './worlds.ts';

describe('the demo members', () => {
  test('are sixty, thirty of each plan, no number, name or contact twice', () => {
    expect(world.members).toHaveLength(60);
    for (const { id } of world.plans) {
      expect(world.members.filter(({ planId }) => planId === id)).toHaveLength(30);
    }
    const patients = ofType('Patient');
    const unique = (values: readonly (string | undefined)[]) =>
      expect(new Set(values).size).toBe(60);
    unique(world.members.map(({ memberNumber }) => memberNumber));
    unique(world.members.map(({ displayName }) => displayName));
    unique(patients.map(({ identifier }) => identifier[1]?.value));
    unique(patients.map(({ telecom }) => telecom[0]?.value));
    unique(patients.map(({ telecom }) => telecom[1]?.value));
  });

  test('have a Patient and a Coverage that agree with them', () => {
    const patients = new Map(ofType('Patient').map((patient) => [patient.id, patient]));
    const coverages = ofType('Coverage');
    for (const member of world.members) {
      const patient = patients.get(member.patientId);
      expect(patient?.identifier[0]?.value).toBe(member.memberNumber);
      expect(`${patient?.name[0]?.given[0]} ${patient?.name[0]?.family}`).toBe(member.displayName);
      const own = coverages.filter(
        ({ beneficiary }) => beneficiary.reference === `Patient/${member.patientId}`,
      );
      expect(own).toHaveLength(1);
      expect(own[0]?.subscriberId).toBe(member.memberNumber);
      expect(own[0]?.period.start).toBe(member.effectiveFrom);
      expect(own[0]?.class.map(({ value }) => value)).toContain(member.lineOfBusiness);
    }
  });

  test('cannot be anybody: numbers and addresses are of ranges set aside for fiction', () => {
    for (const { identifier, telecom } of ofType('Patient')) {
      expect(identifier[1]?.value).toMatch(/^9\d\d[1-4]\d{5}$/);
      expect(telecom[0]?.value).toMatch(/^\+1-\d{3}-555-01\d\d$/);
      expect(telecom[1]?.value).toMatch(/^[a-z.]+@mail\.example$/);
    }
  });

  test('are of an age that fits their plan', () => {
    for (const [plan, among] of recordsByPlan) {
      const ages = ofType('Patient', among).map(({ birthDate }) =>
        Math.floor(daysBetween(birthDate, TODAY) / 365.25),
      );
      const isMedicare = plan.slug === 'larkmere-advantage';
      const fitting = ages.filter((age) => (isMedicare ? age >= 65 : age >= 18 && age < 65));
      expect(fitting.length).toBeGreaterThanOrEqual(isMedicare ? 24 : 30);
    }
  });

  test('include one who may register already and one who may not yet, both without records', () => {
    const waiting = world.members.filter(({ effectiveFrom }) => effectiveFrom > TODAY);
    expect(waiting.map(({ effectiveFrom }) => daysBetween(TODAY, effectiveFrom))).toEqual([10, 40]);
    for (const { patientId } of waiting) {
      const own = [...recordsByPlan.values()]
        .flat()
        .filter((record) => JSON.stringify(record).includes(patientId));
      expect(own.map(({ resourceType }) => resourceType)).toEqual(['Patient', 'Coverage']);
    }
  });
});
