import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

describe('members', () => {
  const coverage = (id: string, value: string, period: object, status = 'active') => ({
    resourceType: 'Coverage',
    id,
    status,
    beneficiary: { reference: 'Patient/ana' },
    period,
    class: [
      { type: fhir.concept('http://terminology.hl7.org/CodeSystem/coverage-class', 'plan'), value },
    ],
  });
  const member = async () =>
    (
      await room.pool.query(
        'select line_of_business, effective_from, effective_until from public.member',
      )
    ).rows[0];

  it('belong to the line of business of their current coverage, from the first on', async () => {
    await room.load([
      fhir.patient(),
      coverage('2024', 'MARKETPLACE', { start: '2024-01-01', end: '2024-12-31' }),
      coverage('2025', 'EMPLOYER', { start: '2025-01-01' }),
      coverage('draft', 'MARKETPLACE', { start: '2026-01-01' }, 'draft'),
    ]);
    expect(await member()).toEqual({
      line_of_business: 'EMPLOYER',
      effective_from: '2024-01-01',
      effective_until: null,
    });
  });

  it('belong to the default one when their coverage names none of the plan', async () => {
    await room.load([fhir.patient(), coverage('c', 'SOMETHING', { start: '2024-01-01' })]);
    expect(await member()).toMatchObject({ line_of_business: 'MARKETPLACE' });
  });
});
