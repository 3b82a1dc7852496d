import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

/** The labels of the only row of a table. */
async function labelsIn(table: string): Promise<unknown> {
  const [row, ...others] = await room.rows(table);
  expect(others).toEqual([]);
  return row?.['labels'];
}
const opioid = ['OPIOIDUD', 'SUD'];
const diagnosed = (reference: string) => ({
  diagnosis: [{ sequence: 1, diagnosisReference: { reference } }],
});

describe('no moment shows a record under too few labels', () => {
  /** Imports and is cut off before anything is relabelled. */
  const cutOff = async (resources: Parameters<Room['load']>[0]) => {
    const progress = ({ phase }: { phase: string }) => {
      if (phase === 'labels') throw new Error('cut off');
    };
    // The first chunk of labels commits before its progress is told, so the connection is ended.
    const pool = new Proxy(room.pool, {
      get: (target, key) => {
        if (key !== 'connect') return Reflect.get(target, key);
        return async () => {
          const client = await target.connect();
          const query = client.query.bind(client);
          const guarded = (text: string, values?: unknown[]) =>
            text.includes('labelled as materialized')
              ? Promise.reject(new Error('cut off'))
              : query(text, values);
          return new Proxy(client, {
            get: (inner, name) => {
              if (name === 'query') return guarded;
              const value = Reflect.get(inner, name);
              return typeof value === 'function' ? value.bind(inner) : value;
            },
          });
        };
      },
    });
    await expect(room.load(resources, { pool, progress })).rejects.toThrow('cut off');
  };

  it('an import cut off before the end leaves them restricted, and the next one heals them', async () => {
    const records = [
      fhir.patient(),
      fhir.condition('c1', fhir.hypertension),
      fhir.benefits('b1', diagnosed('Condition/c1')),
    ];
    await cutOff(records);
    expect(await labelsIn('claim')).toEqual(['R']);
    expect(await labelsIn('payment')).toEqual(['R']);
    await room.load(records);
    expect(await labelsIn('claim')).toEqual([]);
    expect(await labelsIn('payment')).toEqual([]);
  });

  it('a diagnosis that turns out sensitive restricts its claims at once', async () => {
    await room.load([
      fhir.patient(),
      fhir.condition('c1', fhir.hypertension),
      fhir.encounter('e1', { diagnosis: [{ condition: { reference: 'Condition/c1' } }] }),
      fhir.benefits('b1', {
        item: [
          {
            productOrService: fhir.concept(fhir.hcpcs, 'A0428'),
            encounter: [{ reference: 'Encounter/e1' }],
          },
        ],
      }),
    ]);
    expect(await labelsIn('claim')).toEqual([]);
    await cutOff([fhir.condition('c1', fhir.opioidDependence)]);
    expect(await labelsIn('claim')).toEqual(['R']);
    expect(await labelsIn('payment')).toEqual(['R']);
    await room.load([fhir.condition('c1', fhir.opioidDependence)]);
    expect(await labelsIn('claim')).toEqual(opioid);
    expect(await labelsIn('payment')).toEqual(opioid);
  });
});
