import { type Code, hcpcs, icd10cm, snomed } from './systems.ts';

/** A kind of visit: how the encounter is coded, and how it is billed. */
export interface VisitKind {
  readonly encounterClass: { readonly code: string; readonly display: string };
  readonly encounterType: Code;
  readonly claimType: 'professional' | 'institutional' | 'oral' | 'vision';
  readonly claimSubType?: 'inpatient' | 'outpatient';
  /** CMS place of service. */
  readonly place: string;
  /** What is billed when the reason for the visit does not say otherwise. */
  readonly services: readonly Code[];
  /** The diagnosis billed when nothing in particular was wrong. */
  readonly diagnoses: readonly Code[];
  /** The range of the first line's charge, in cents. */
  readonly charge: readonly [least: number, most: number];
}

const AMBULATORY = { code: 'AMB', display: 'ambulatory' };
const CLINIC_VISIT = hcpcs('T1015', 'Clinic visit, all-inclusive');

const UNEXPLAINED = icd10cm('R07.9', 'Chest pain');

export const VISITS = {
  checkUp: {
    encounterClass: AMBULATORY,
    encounterType: snomed('185349003', 'Check-up'),
    claimType: 'professional',
    place: '11',
    services: [hcpcs('G0439', 'Yearly wellness visit')],
    diagnoses: [icd10cm('Z00.00', 'General adult check-up, nothing abnormal')],
    charge: [14_000, 26_000],
  },
  office: {
    encounterClass: AMBULATORY,
    encounterType: snomed('390906007', 'Follow-up'),
    claimType: 'professional',
    place: '11',
    services: [CLINIC_VISIT],
    diagnoses: [UNEXPLAINED],
    charge: [9000, 24_000],
  },
  telehealth: {
    encounterClass: { code: 'VR', display: 'virtual' },
    encounterType: snomed('448337001', 'Consultation by telemedicine'),
    claimType: 'professional',
    place: '02',
    services: [CLINIC_VISIT],
    diagnoses: [UNEXPLAINED],
    charge: [7000, 15_000],
  },
  emergency: {
    encounterClass: { code: 'EMER', display: 'emergency' },
    encounterType: snomed('50849002', 'Emergency room admission'),
    claimType: 'institutional',
    claimSubType: 'outpatient',
    place: '23',
    services: [snomed('50849002', 'Emergency room admission')],
    diagnoses: [UNEXPLAINED],
    charge: [60_000, 420_000],
  },
  inpatient: {
    encounterClass: { code: 'IMP', display: 'inpatient encounter' },
    encounterType: snomed('183452005', 'Inpatient stay'),
    claimType: 'institutional',
    claimSubType: 'inpatient',
    place: '21',
    services: [snomed('183452005', 'Inpatient stay')],
    diagnoses: [UNEXPLAINED],
    charge: [900_000, 4_800_000],
  },
  dental: {
    encounterClass: AMBULATORY,
    encounterType: snomed('34043003', 'Dental consultation'),
    claimType: 'oral',
    place: '11',
    services: [snomed('34043003', 'Dental consultation'), snomed('225362009', 'Dental care')],
    diagnoses: [
      icd10cm('Z01.20', 'Dental check-up, nothing abnormal'),
      icd10cm('K02.9', 'Tooth decay'),
    ],
    charge: [8000, 31_000],
  },
  vision: {
    encounterClass: AMBULATORY,
    encounterType: snomed('36228007', 'Eye examination'),
    claimType: 'vision',
    place: '11',
    services: [
      hcpcs('S0621', 'Routine eye examination, known patient'),
      hcpcs('V2020', 'Frames'),
      hcpcs('V2100', 'Lens, sphere, single vision'),
    ],
    diagnoses: [icd10cm('H52.4', 'Presbyopia'), icd10cm('H52.13', 'Short sight, both eyes')],
    charge: [6000, 19_000],
  },
} as const satisfies Record<string, VisitKind>;

export type VisitKindKey = keyof typeof VISITS;

/** The neutral reason under which labelled visits are coded. */
export const COUNSELING_UNSPECIFIED: Code = icd10cm('Z71.9', 'Counseling');
