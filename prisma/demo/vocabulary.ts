/** What a member can share, by kind of record. */
export const CATEGORIES = [
  'DEMOGRAPHICS',
  'COVERAGE',
  'CLAIMS',
  'PAYMENTS',
  'PHARMACY',
  'ENCOUNTERS',
  'CLINICAL',
] as const;

export type Category = (typeof CATEGORIES)[number];

/**
 * Sensitivity labels of HL7 v3 ActCode (`InformationSensitivityPolicy`), and `R`, the restricted
 * label of what cannot be judged.
 */
const LABELS = [
  'ETHUD',
  'OPIOIDUD',
  'PSY',
  'HIV',
  'SEX',
  'STD',
  'SDV',
  'GDIS',
  'ETH',
  'SUD',
  'MH',
  'BH',
  'PSYTHPN',
  'SICKLE',
  'VIO',
  'R',
] as const;

export type Label = (typeof LABELS)[number];

/** Psychotherapy notes are in no consent: 45 CFR 164.508(b)(3)(ii). */
export const CONSENTABLE_LABELS = LABELS.filter((label) => label !== 'PSYTHPN');

/** The languages that members read and sign in. */
export type Language = 'en' | 'es';
