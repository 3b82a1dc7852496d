/** The kinds of data that a member consents to by name. Which record is which: src/records. */
export const categories = [
  'DEMOGRAPHICS',
  'COVERAGE',
  'CLAIMS',
  'PAYMENTS',
  'PHARMACY',
  'ENCOUNTERS',
  'CLINICAL',
] as const;
export type Category = (typeof categories)[number];

/**
 * Sensitivity labels, HL7 v3 ActCode, each consented to by name. `R` is for what nobody can judge.
 * A record's labels must all be consented to.
 */
export const labels = [
  'ETH',
  'ETHUD',
  'OPIOIDUD',
  'SUD',
  'PSY',
  'PSYTHPN',
  'MH',
  'BH',
  'HIV',
  'SEX',
  'STD',
  'SDV',
  'GDIS',
  'SICKLE',
  'VIO',
  'R',
] as const;
export type Label = (typeof labels)[number];

/** The label of a therapist's separate notes on sessions: 45 CFR 164.501. */
export const psychotherapyNotes = 'PSYTHPN';

/** A label that a consent may name. */
export type ConsentableLabel = Exclude<Label, typeof psychotherapyNotes>;

/**
 * Psychotherapy notes want an authorization that covers nothing else (45 CFR 164.508(b)(3)(ii)): a
 * consent that names other data beside them is none at all, so that no consent here names them.
 */
export const isConsentable = (label: Label): label is ConsentableLabel =>
  label !== psychotherapyNotes;
/** Every label that a consent may name, in the order of `labels`. */
export const consentableLabels: readonly ConsentableLabel[] = labels.filter(isConsentable);

const categorySet: ReadonlySet<string> = new Set(categories);
const labelSet: ReadonlySet<string> = new Set(labels);

/** Whether a stored text is a category of today's vocabulary. */
export const isCategory = (text: string): text is Category => categorySet.has(text);
/** Whether a stored text is a label of today's vocabulary. */
export const isLabel = (text: string): text is Label => labelSet.has(text);

/** Why data is disclosed: HL7 v3 ActReason. A member's own direction is `PATRQT`. */
export const purposes = ['PATRQT', 'TREAT', 'HPAYMT', 'HOPERAT', 'COVERAGE'] as const;
export type Purpose = (typeof purposes)[number];

const purposeSet: ReadonlySet<string> = new Set(purposes);
/** Whether a stored text is a purpose of today's vocabulary. */
export const isPurpose = (text: string): text is Purpose => purposeSet.has(text);

/** Labels of what 42 CFR part 2 protects: records of treatment for substance use. */
const substanceUse: ReadonlySet<Label> = new Set<Label>(['ETH', 'ETHUD', 'OPIOIDUD', 'SUD']);

/** Whether 42 CFR part 2 has a say in what carries these labels. */
export const coversSubstanceUse = (labels: readonly Label[]): boolean =>
  labels.some((label) => substanceUse.has(label));
