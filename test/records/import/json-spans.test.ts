import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsAt, membersAt } from '../../../src/records/import/input/json-spans.ts';

describe('the scan of a Bundle', () => {
  it('finds the same members and elements as parsing does', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (object, pretty) => {
        const text = JSON.stringify(object, null, pretty ? 2 : undefined);
        const scanned = [...membersAt(text, 0)].map(({ key, start, end }) => [
          JSON.parse(`"${key}"`),
          JSON.parse(text.slice(start, end)),
        ]);
        expect(scanned).toEqual(Object.entries(JSON.parse(text)));
        const list = JSON.stringify(Object.values(object));
        const elements = [...elementsAt(list, 0)].map(({ start, end }) =>
          JSON.parse(list.slice(start, end)),
        );
        expect(elements).toEqual(JSON.parse(list));
      }),
    );
  });
});
