import type { Dice } from './dice.ts';

type Coding = { readonly system: string; readonly code: string };

/**
 * What a record says of somebody, and the labels that it must carry for that: known here because
 * the code was put in on purpose, not looked up in the product's value sets.
 */
export type Statement = {
  /** Absent: in words alone. */
  readonly coding: Coding | undefined;
  /** `meta.security` */
  readonly security: Coding | undefined;
  readonly fromCodes: readonly string[];
  readonly fromSecurity: readonly string[];
};

const icd10 = (code: string) => ({ system: 'http://hl7.org/fhir/sid/icd-10-cm', code });
const snomed = (code: string) => ({ system: 'http://snomed.info/sct', code });
const actCode = (code: string) => ({
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  code,
});
const confidentiality = (code: string) => ({
  system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  code,
});

const harmless = [
  icd10('I10'),
  icd10('J06.9'),
  icd10('E11.9'),
  snomed('38341003'),
  snomed('44054006'),
];

const sensitive: readonly (readonly [Coding | undefined, readonly string[]])[] = [
  [icd10('F11.20'), ['OPIOIDUD', 'SUD']],
  [icd10('F10.20'), ['ETHUD', 'SUD']],
  [snomed('7200002'), ['ETHUD', 'SUD']],
  [icd10('F14.10'), ['SUD']],
  [icd10('F32.9'), ['PSY']],
  [icd10('B20'), ['HIV']],
  [snomed('86406008'), ['HIV']],
  [icd10('Z30.9'), ['SEX']],
  [icd10('A54.9'), ['STD']],
  [icd10('T74.11XA'), ['SDV']],
  [icd10('D57.1'), ['SICKLE']],
  [icd10('E84.0'), ['GDIS']],
  [icd10('Y09'), ['VIO']],
  // What nobody can judge: words alone, CPT, a system of somebody's own.
  [undefined, ['R']],
  [{ system: 'http://www.ama-assn.org/go/cpt', code: '99213' }, ['R']],
  [{ system: 'https://clinic.example/codes', code: 'X-1' }, ['R']],
];

const securities: readonly (readonly [Coding, readonly string[]])[] = [
  [confidentiality('R'), ['R']],
  [confidentiality('V'), ['R']],
  [confidentiality('N'), []],
  [actCode('MH'), ['MH']],
  [actCode('PSYTHPN'), ['MH', 'PSY', 'PSYTHPN']],
  [actCode('42CFRPart2'), ['SUD']],
  [actCode('UNHEARD_OF'), ['R']],
];

/** Half of what is said is harmless. */
export function drawStatement(dice: Dice): Statement {
  const [coding, fromCodes] = dice.chance(38)
    ? dice.one(sensitive)
    : ([dice.one(harmless), []] as const);
  const [security, fromSecurity] = dice.chance(15)
    ? dice.one(securities)
    : ([undefined, []] as const);
  return { coding, security, fromCodes, fromSecurity };
}

/** A code beside the statement that says nothing sensitive. */
export const ordinary = { system: 'http://snomed.info/sct', code: '185349003' };
