import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isFhirDate } from '../../../src/records/import/fhir/dates.ts';
import { openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

/** The days of service of a table, by source id. */
async function days(table: string): Promise<Record<string, string>> {
  const { rows } = await room.database.asAdministrator(
    `select source_id, service_date::text from health.${table}`,
  );
  return Object.fromEntries(rows.map((row) => [row.source_id, row.service_date]));
}

describe('the date of service', () => {
  it('of a claim is the start of its billable period, else its earliest line, never its creation', async () => {
    const lines = (...dates: string[]) => dates.map((servicedDate) => ({ servicedDate }));
    const unbilled = { billablePeriod: undefined, created: '2020-01-01' };
    await room.load([
      fhir.patient(),
      fhir.benefits('period', {
        billablePeriod: { start: '2015-12-31T23:30:00-05:00', end: '2016-01-02' },
      }),
      fhir.benefits('lines', { ...unbilled, item: lines('2018-05-02', '2017-01-09') }),
      fhir.benefits('partial-line', { ...unbilled, item: lines('2018-05-02', '2015') }),
      fhir.benefits('end-only', { billablePeriod: { end: '2018-01-01' } }),
      fhir.benefits('nothing', { ...unbilled }),
    ]);
    expect(await days('claim')).toEqual({
      // As written where the service was given: in UTC it would be 2016, and past the floor.
      period: '2015-12-31',
      lines: '2017-01-09',
      'partial-line': '-infinity',
      'end-only': '-infinity',
      nothing: '-infinity',
    });
  });

  it('of a condition is its onset; a recording stands in only where no onset is given at all', async () => {
    const onset = { onsetDateTime: undefined, recordedDate: '2019-02-03' };
    await room.load([
      fhir.patient(),
      fhir.condition('dated', fhir.hypertension, { onsetDateTime: '2014-07-08' }),
      fhir.condition('recorded', fhir.hypertension, onset),
      fhir.condition('partial', fhir.hypertension, { ...onset, onsetDateTime: '2015-07' }),
      fhir.condition('worded', fhir.hypertension, { ...onset, onsetString: 'as a child' }),
    ]);
    expect(await days('condition')).toEqual({
      dated: '2014-07-08',
      recorded: '2019-02-03',
      partial: '-infinity',
      worded: '-infinity',
    });
  });

  it('of a device there is none, whenever it was made', async () => {
    await room.load([
      fhir.patient(),
      {
        resourceType: 'Device',
        id: 'd',
        patient: { reference: 'Patient/ana' },
        manufactureDate: '2020-01-01',
      },
    ]);
    expect(await days('device')).toEqual({ d: '-infinity' });
  });

  it('exists in the calendar', () => {
    const good = ['2016', '2016-02', '2016-02-29', '2016-02-29T23:59:60Z', '2000-02-29'];
    const bad = ['2015-02-29', '1900-02-29', '2016-13', '2016-00-01', '16-01-01', '2016-1-1'];
    const timed = ['2016-01-01T10:00:00', '2016-01-01T24:00:00Z', '2016-01-01T10:00Z', '0000'];
    expect(good.filter((one) => !isFhirDate(one))).toEqual([]);
    expect([...bad, ...timed].filter(isFhirDate)).toEqual([]);
  });
});
