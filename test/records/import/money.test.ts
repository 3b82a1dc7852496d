import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { add, decimalOf, hundredths } from '../../../src/records/import/fhir/decimal.ts';
import { openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

describe('money', () => {
  const adjudicated = (category: object, value: number) => ({
    category,
    amount: { value, currency: 'USD' },
  });
  const carin = (code: string) => fhir.concept('http://hl7.org/fhir/us/carin-bb/x', code);
  const bluebutton = (code: string) =>
    fhir.concept('', `https://bluebutton.cms.gov/resources/variables/${code}`);

  it('is kept exactly and rounded half to even', async () => {
    const line = (value: number) => ({
      productOrService: fhir.concept(fhir.hcpcs, 'A0428'),
      adjudication: [adjudicated(carin('submitted'), value)],
    });
    await room.load([
      fhir.patient(),
      fhir.benefits('b1', { item: [line(0.1), line(0.2), line(28.104000000000003)] }),
      fhir.benefits('b2', { item: [line(1.005), line(0)] }),
      fhir.benefits('b3', { item: [line(999999999999.99), line(0)] }),
    ]);
    const { rows } = await room.database.asAdministrator(
      'select submitted_amount::text as amount, currency from health.claim order by source_id',
    );
    expect(rows).toEqual([
      { amount: '28.40', currency: 'USD' },
      { amount: '1.00', currency: 'USD' },
      { amount: '999999999999.99', currency: 'USD' },
    ]);
  });

  it('comes from totals before lines, and in the words of CARIN as of Blue Button', async () => {
    await room.load([
      fhir.patient(),
      fhir.benefits('carin', {
        total: [
          adjudicated(carin('submitted'), 200),
          adjudicated(carin('eligible'), 150),
          adjudicated(carin('benefit'), 120),
          adjudicated(carin('memberliability'), 30),
          adjudicated(carin('copay'), 30),
        ],
        item: [{ adjudication: [adjudicated(carin('submitted'), 999)] }],
      }),
      fhir.benefits('variables', {
        item: [1, 2].map(() => ({
          adjudication: [
            adjudicated(bluebutton('line_sbmtd_chrg_amt'), 100),
            adjudicated(bluebutton('line_alowd_chrg_amt'), 80),
            adjudicated(bluebutton('line_prvdr_pmt_amt'), 64),
            adjudicated(bluebutton('line_coinsrnc_amt'), 16),
            adjudicated(bluebutton('line_bene_ptb_ddctbl_amt'), 1),
          ],
        })),
      }),
    ]);
    const { rows } = await room.database.asAdministrator(
      `select submitted_amount, allowed_amount, paid_amount, patient_amount
       from health.claim order by source_id`,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['200.00', '150.00', '120.00', '30.00'],
      ['200.00', '160.00', '128.00', '34.00'],
    ]);
  });

  it('adds up without loss, in any order', () => {
    const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(fc.array(cents), (values) => {
        const total = values.map((one) => decimalOf(one / 100)).reduce(add, decimalOf(0));
        expect(hundredths(total)).toBe(values.reduce((sum, one) => sum + BigInt(one), 0n));
      }),
    );
  });
});
