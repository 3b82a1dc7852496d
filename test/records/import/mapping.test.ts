import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

describe('what is shown of a record', () => {
  it('an ID card, with what the coverage costs', async () => {
    const kind = (code: string) =>
      fhir.concept('http://terminology.hl7.org/CodeSystem/coverage-class', code);
    await room.load([
      fhir.patient(),
      {
        resourceType: 'Coverage',
        id: 'c',
        status: 'active',
        subscriberId: 'S-100',
        beneficiary: { reference: 'Patient/ana' },
        payor: [{ display: 'Sunrise' }],
        class: [
          { type: kind('group'), value: 'G1', name: 'Lake' },
          { type: kind('rxbin'), value: '004336' },
          { type: kind('rxpcn'), value: 'ADV' },
        ],
        costToBeneficiary: [
          { type: { text: 'office visit' }, valueMoney: { value: 25, currency: 'USD' } },
          { type: { text: 'coinsurance' }, valueQuantity: { value: 20, unit: '%' } },
        ],
      },
    ]);
    expect(await room.rows('coverage')).toMatchObject([
      {
        subscriber_id: 'S-100',
        payor: 'Sunrise',
        group_number: 'G1',
        rx_bin: '004336',
        rx_pcn: 'ADV',
      },
    ]);
    const benefits = (await room.rows('benefit')).map((row) => [
      row['sequence'],
      row['type_text'],
      row['amount'],
      row['quantity'],
    ]);
    expect(benefits.sort()).toEqual([
      [1, 'office visit', '25.00', null],
      [2, 'coinsurance', null, '20'],
    ]);
  });

  it('a blood pressure with its components, and no time that was not given', async () => {
    await room.load([
      fhir.patient(),
      fhir.observation('bp', {
        effectiveDateTime: '2019-04-02',
        valueQuantity: undefined,
        code: fhir.concept(fhir.loinc, '85354-9'),
        component: [
          { code: fhir.concept(fhir.loinc, '8480-6'), valueQuantity: { value: 121, unit: 'mmHg' } },
        ],
      }),
    ]);
    expect(await room.rows('observation')).toMatchObject([
      {
        effective_at: null,
        components: [
          { code: { system: fhir.loinc, code: '8480-6', text: null }, value: '121', unit: 'mmHg' },
        ],
      },
    ]);
  });
});
