import { beforeAll, describe, expect, it } from 'vitest';
import type { Coding, Concept } from '../../../src/records/terminology/code-systems.ts';
import { type Judged, labelsOf } from '../../../src/records/terminology/labels-of.ts';
import { loadValueSets } from '../../../src/records/terminology/load-value-sets.ts';
import type { ValueSetIndex } from '../../../src/records/terminology/value-set.ts';

const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const snomed = 'http://snomed.info/sct';
const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const loinc = 'http://loinc.org';
const hcpcs = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const cpt = 'http://www.ama-assn.org/go/cpt';
const ndc = 'http://hl7.org/fhir/sid/ndc';
const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

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

describe('codes that are sensitive', () => {
  it.each([
    [icd10, 'F10.20', ['ETHUD', 'SUD']],
    [icd10, 'F1120', ['OPIOIDUD', 'SUD']],
    [icd10, 'F17.210', ['SUD']],
    [icd10, 'F33.1', ['PSY']],
    [icd10, 'B20', ['HIV']],
    [icd10, 'z21', ['HIV']],
    [icd10, 'A56.01', ['STD']],
    [icd10, 'A64', ['STD']],
    [icd10, 'T74.21XA', ['SDV']],
    [icd10, 'X95.9XXA', ['VIO']],
    [icd10, 'F64.0', ['GDIS', 'PSY', 'SEX']],
    [icd10, 'D57.1', ['SICKLE']],
    [icd10, 'E84.0', ['GDIS']],
    ['urn:oid:2.16.840.1.113883.6.90', 'F11.20', ['OPIOIDUD', 'SUD']],
    [snomed, '5602001', ['OPIOIDUD', 'SUD']],
    [snomed, '55680006', ['SUD']],
    [snomed, '714812005', ['SEX']],
    [snomed, '444175001', ['PSY']],
    // A consultation stands in the chart: no note that 45 CFR 164.501 sets apart.
    [loinc, '34788-0', ['PSY']],
    [rxnorm, '351267', ['OPIOIDUD', 'SUD']],
    [rxnorm, '197623', ['ETHUD', 'SUD']],
    [loinc, '56888-1', ['HIV']],
    [loinc, '44261-6', ['MH']],
    [hcpcs, 'H0020', ['OPIOIDUD', 'SUD']],
    [hcpcs, 'G2075', ['OPIOIDUD', 'SUD']],
    [hcpcs, 'J2315', ['SUD']],
    [hcpcs, 'H0004', ['BH']],
  ])('%s %s is %j', (system, code, labels) => {
    expect(of(system, code)).toEqual(labels);
  });

  it('are found by ingredient where the strength is not listed', () => {
    expect(of(rxnorm, '999999', 'buprenorphine 3 MG / naloxone 1 MG Buccal Film')).toEqual([
      'OPIOIDUD',
      'SUD',
    ]);
  });

  it('are found anywhere in a record, not only where they are looked for', () => {
    const mentioned = [{ system: icd10, code: 'B20' }];
    expect(judge({ concepts: [one(loinc, '8302-2')], mentioned })).toEqual(['HIV']);
  });
});

describe('psychotherapy notes, which no code tells', () => {
  it.each(['Psychotherapy note', 'PSYCHOTHERAPY NOTES, session 4', 'Nota de psicoterapia'])(
    'are found by what they are called: %s',
    (text) => {
      expect(judge({ concepts: [{ text }] })).toEqual(['MH', 'PSY', 'PSYTHPN', 'R']);
    },
  );

  it.each(['Psychotherapy, 45 minutes', 'Note on psychotherapy'])('are not %s', (text) => {
    expect(judge({ concepts: [{ text }] })).toEqual(['R']);
  });
});

describe('codes that are harmless', () => {
  it.each([
    [icd10, 'I10'],
    [icd10, 'J45.909'],
    [snomed, '38341003'],
    [rxnorm, '316049'],
    [loinc, '8302-2'],
    [hcpcs, 'A0428'],
    ['http://hl7.org/fhir/sid/cvx', '140'],
  ])('%s %s has no label', (system, code) => {
    expect(of(system, code)).toEqual([]);
  });
});

describe('what nobody can judge is restricted', () => {
  it.each<[string, readonly Concept[]]>([
    ['nothing stated', []],
    ['words alone', [{ text: 'something' }]],
    ['CPT', [one(cpt, '99213')]],
    ['CPT sent as HCPCS', [one(hcpcs, '90834')]],
    ['NDC', [one(ndc, '00093-5721-01')]],
    ['a local system', [one('urn:local', 'A1')]],
    ['a code without a system', [{ coding: [{ code: 'I10' }] }]],
    ['a system without a code', [{ coding: [{ system: icd10 }] }]],
    ['a malformed code', [one(icd10, 'hypertension')]],
    ['an empty statement beside a coded one', [one(icd10, 'I10'), {}]],
    ['only what organises', [one('http://terminology.hl7.org/CodeSystem/claim-type', 'oral')]],
  ])('%s', (_, concepts) => {
    expect(judge({ concepts })).toEqual(['R']);
  });

  it('unless another code of the same statement can be judged', () => {
    const concept = {
      coding: [
        { system: ndc, code: '1' },
        { system: rxnorm, code: '316049' },
      ],
    };
    expect(judge({ concepts: [concept] })).toEqual([]);
  });
});

describe('meta.security', () => {
  it.each<[Coding, string[]]>([
    [{ system: act, code: 'PSY' }, ['PSY']],
    [{ system: act, code: 'PSYTHPN' }, ['MH', 'PSY', 'PSYTHPN']],
    [{ system: act, code: '42CFRPart2' }, ['SUD']],
    [{ system: act, code: 'CEL' }, ['R']],
    [{ system: confidentiality, code: 'N' }, []],
    [{ system: confidentiality, code: 'R' }, ['R']],
    [{ system: confidentiality, code: 'V' }, ['R']],
    [{ system: confidentiality, code: 'other' }, ['R']],
    [{ system: 'urn:local', code: 'secret' }, ['R']],
    [{ display: 'secret' }, ['R']],
  ])('%j gives %j', (security, labels) => {
    expect(judge({ clinical: false, security: [security] })).toEqual(labels);
  });
});
