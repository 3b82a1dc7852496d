import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labels } from '../../../src/consent/vocabulary.ts';
import { loadValueSets, readFolder } from '../../../src/records/terminology/load-value-sets.ts';
import type { ValueSet } from '../../../src/records/terminology/value-set.ts';

const shipped = fileURLToPath(
  new URL('../../../src/records/terminology/value-sets', import.meta.url),
);

describe('the value sets that are shipped', () => {
  let valueSets: ValueSet[];
  beforeAll(async () => {
    valueSets = await readFolder(shipped);
  });
  const codesOf = (system: string) =>
    valueSets.flatMap((set) =>
      (set.codes ?? [])
        .filter((entry) => entry.system === system)
        .flatMap((entry) => entry.code ?? []),
    );

  it('hold one set for each label but R', () => {
    const found = valueSets.map((set) => set.label).sort();
    expect(found).toEqual(labels.filter((label) => label !== 'R').sort());
  });

  it('have LOINC codes whose check digit is right', () => {
    const codes = codesOf('http://loinc.org');
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => !hasLoincCheckDigit(code))).toEqual([]);
  });

  it('have SNOMED CT identifiers whose check digit is right', () => {
    const codes = codesOf('http://snomed.info/sct');
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => !hasVerhoeffDigit(code))).toEqual([]);
  });

  it('hold no code of CPT', () => {
    const hcpcs = codesOf('http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets');
    expect(hcpcs.filter((code) => /^[0-9]/.test(code))).toEqual([]);
    expect(valueSets.flatMap((set) => set.codes ?? []).map((entry) => entry.system)).not.toContain(
      'http://www.ama-assn.org/go/cpt',
    );
  });
});

describe("a plan's own value sets", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'consent-gateway-value-sets-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const good = {
    label: 'HIV',
    title: 'Own',
    source: 'a test',
    codes: [{ system: 'http://www.ama-assn.org/go/cpt', from: '86701', to: '86703' }],
  };

  it('add labels to codes of any system', async () => {
    await writeFile(join(folder, 'own.json'), JSON.stringify(good));
    const index = await loadValueSets(folder);
    const coding = { system: 'http://www.ama-assn.org/go/cpt', code: '86702' };
    expect([...index.ofCode(coding)]).toEqual(['HIV']);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /bad\.json: not JSON/],
    [
      'an unknown label',
      JSON.stringify({ ...good, label: 'NONE' }),
      /bad\.json: label: Invalid option/,
    ],
    [
      'two ways of naming codes',
      JSON.stringify({ ...good, codes: [{ system: 'x', code: 'a', prefix: 'b' }] }),
      /bad\.json: codes\.0: must have exactly one of code, prefix, or from with to/,
    ],
    [
      'half a range',
      JSON.stringify({ ...good, codes: [{ system: 'x', from: 'a' }] }),
      /bad\.json: codes\.0: from and to come together/,
    ],
    ['a misspelt key', JSON.stringify({ ...good, code: [] }), /bad\.json: .*"code"/],
  ])('are refused with file and place: %s', async (_, content, message) => {
    await writeFile(join(folder, 'bad.json'), content);
    await expect(loadValueSets(folder)).rejects.toThrow(message);
  });

  it('are refused when the folder is not there', async () => {
    await expect(loadValueSets(join(folder, 'absent'))).rejects.toThrow(/cannot be read/);
  });
});

/** LOINC: modulus 10, every second digit doubled from the right. */
function hasLoincCheckDigit(code: string): boolean {
  const [body = '', check] = code.split('-');
  const sum = [...body].toReversed().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(check);
}

/** SNOMED CT: Verhoeff, in the dihedral group of ten elements. */
function hasVerhoeffDigit(identifier: string): boolean {
  const multiply = (a: number, b: number) =>
    a < 5
      ? b < 5
        ? (a + b) % 5
        : 5 + ((a + b) % 5)
      : b < 5
        ? 5 + ((a - b + 5) % 5)
        : (a - b + 5) % 5;
  const permute = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const permuted = (digit: number, times: number): number =>
    times === 0 ? digit : permuted(permute[digit] ?? 0, times - 1);
  const check = [...identifier]
    .toReversed()
    .reduce((state, digit, at) => multiply(state, permuted(Number(digit), at % 8)), 0);
  return check === 0;
}
