import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Concept } from '../../../src/records/terminology/code-systems.ts';
import { type Judged, labelsOf } from '../../../src/records/terminology/labels-of.ts';
import { loadValueSets } from '../../../src/records/terminology/load-value-sets.ts';
import type { ValueSetIndex } from '../../../src/records/terminology/value-set.ts';

const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const snomed = 'http://snomed.info/sct';
const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const loinc = 'http://loinc.org';
const hcpcs = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const cpt = 'http://www.ama-assn.org/go/cpt';
const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

let valueSets: ValueSetIndex;
beforeAll(async () => {
  valueSets = await loadValueSets();
});

const judge = (given: Partial<Judged>) =>
  labelsOf({ clinical: true, concepts: [], mentioned: [], security: [], ...given }, valueSets);
const one = (system: string, code: string, display?: string): Concept => ({
  coding: [{ system, code, display }],
});
const of = (system: string, code: string, display?: string) =>
  judge({ concepts: [one(system, code, display)] });

describe('whatever the codes', () => {
  const coding = fc.record(
    {
      system: fc.constantFrom(icd10, snomed, rxnorm, loinc, hcpcs, cpt, act, 'urn:x'),
      code: fc.oneof(
        fc.constantFrom('F11.20', 'F33.1', 'B20', 'I10', '5602001', '38341003', 'PSY', '99213'),
        fc.string(),
      ),
      display: fc.constantFrom('methadone', 'lithium', 'water'),
    },
    { requiredKeys: [] },
  );
  const concept = fc.record(
    { coding: fc.array(coding, { maxLength: 3 }), text: fc.string() },
    { requiredKeys: [] },
  );
  const record = fc.record({
    clinical: fc.boolean(),
    concepts: fc.array(concept, { maxLength: 4 }),
    mentioned: fc.array(coding, { maxLength: 4 }),
    security: fc.array(coding, { maxLength: 2 }),
  });

  it('more codes never take a sensitivity away', () => {
    fc.assert(
      fc.property(record, concept, coding, (given, more, extra) => {
        const before = judge(given).filter((label) => label !== 'R');
        const longer = { coding: [...(given.concepts[0]?.coding ?? []), extra] };
        const after = [
          judge({ ...given, concepts: [...given.concepts, more] }),
          judge({
            ...given,
            concepts: [...given.concepts.slice(1), { ...given.concepts[0], ...longer }],
          }),
          judge({ ...given, mentioned: [...given.mentioned, extra] }),
          judge({ ...given, security: [...given.security, extra] }),
        ];
        for (const labels of after) expect(labels).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  it('their order does not matter', () => {
    fc.assert(
      fc.property(record, (given) => {
        const reversed = {
          ...given,
          concepts: given.concepts
            .map((each) => ({ ...each, coding: each.coding?.toReversed() }))
            .toReversed(),
          mentioned: given.mentioned.toReversed(),
          security: given.security.toReversed(),
        };
        expect(judge(reversed)).toEqual(judge(given));
      }),
    );
  });

  it('an unknown system alone never gives an empty set', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (system, code) => {
        expect(of(`urn:unknown:${system}`, code)).toEqual(['R']);
      }),
    );
  });

  it('one statement that cannot be judged restricts the whole record', () => {
    fc.assert(
      fc.property(record, (given) => {
        expect(judge({ ...given, concepts: [...given.concepts, { text: 'words' }] })).toContain(
          'R',
        );
      }),
    );
  });
});
