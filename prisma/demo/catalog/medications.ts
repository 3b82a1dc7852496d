import { type Code, SYSTEM } from './systems.ts';

export interface Medication {
  readonly text: string;
  /** RxNorm: the clinical drug where it is known, and the ingredient where it is telling. */
  readonly rxnorm: readonly Code[];
  /** A made-up product of a labeler code that stands for nobody. */
  readonly ndc: Code;
  readonly dosage: string;
  readonly quantity: number;
  readonly unit: string;
  readonly daysSupply: number;
  /** What the pharmacy charges for one fill, in cents. */
  readonly priceCents: number;
}

export const MEDICATIONS = {
  lisinopril: tablet(1, 'Lisinopril 10 mg', ['314076'], 1, 1250),
  amlodipine: tablet(2, 'Amlodipine 5 mg', ['197361'], 1, 1180),
  atorvastatin: tablet(3, 'Atorvastatin 20 mg', ['617310'], 1, 1890),
  metformin: tablet(4, 'Metformin 500 mg', ['861007'], 2, 1420),
  levothyroxine: tablet(5, 'Levothyroxine 50 mcg', ['10582'], 1, 1675),
  omeprazole: tablet(6, 'Omeprazole 20 mg', ['198051'], 1, 2140),
  hydrochlorothiazide: tablet(7, 'Hydrochlorothiazide 25 mg', ['310798'], 1, 980),
  ferrousSulfate: tablet(8, 'Ferrous sulfate 325 mg', ['310325'], 1, 890),
  alendronate: tablet(9, 'Alendronic acid, weekly', ['46041'], 1, 2310),
  tamsulosin: tablet(10, 'Tamsulosin 0.4 mg', ['77492'], 1, 1990),
  ibuprofen: tablet(11, 'Ibuprofen 200 mg', ['310965'], 3, 760),
  albuterol: inhaler(12, 'Albuterol inhaler', '745679', 5460),
  fluticasone: inhaler(13, 'Fluticasone inhaler', '895994', 18_900),
  hydroxyzine: tablet(14, 'Hydroxyzine 25 mg', ['5553'], 2, 1310),
  prazosin: tablet(15, 'Prazosin 1 mg', ['8629'], 1, 2280),
  buprenorphineNaloxone: tablet(
    21,
    'Buprenorphine 8 mg and naloxone 2 mg, under the tongue',
    ['351267', '1819'],
    2,
    14_200,
  ),
  naltrexone: tablet(22, 'Naltrexone 50 mg', ['7243'], 1, 8450),
  sertraline: tablet(23, 'Sertraline 50 mg', ['312941', '36437'], 1, 1510),
  escitalopram: tablet(24, 'Escitalopram 10 mg', ['349332', '321988'], 1, 1640),
  olanzapine: tablet(25, 'Olanzapine 10 mg', ['314154', '61381'], 1, 3920),
  lithium: tablet(26, 'Lithium carbonate 300 mg', ['6448'], 3, 2870),
  antiretroviral: tablet(
    27,
    'Bictegravir, emtricitabine and tenofovir alafenamide',
    ['1999667'],
    1,
    389_000,
  ),
  dolutegravir: tablet(28, 'Dolutegravir 50 mg', ['1433873', '1433868'], 1, 214_000),
  hydroxyurea: tablet(29, 'Hydroxyurea 500 mg', ['5552'], 2, 6120),
  estradiol: tablet(30, 'Estradiol 2 mg', ['4083'], 1, 2050),
  doxycycline: tablet(31, 'Doxycycline 100 mg', ['3640'], 2, 2630),
} as const satisfies Record<string, Medication>;

export type MedicationKey = keyof typeof MEDICATIONS;

function tablet(
  product: number,
  text: string,
  rxnorm: readonly string[],
  aDay: number,
  priceCents: number,
): Medication {
  const times = aDay === 1 ? 'once a day' : aDay === 2 ? 'twice a day' : 'three times a day';
  return {
    text,
    rxnorm: rxnorm.map((code) => ({ system: SYSTEM.rxnorm, code, text })),
    ndc: fictionalProduct(product, text),
    dosage: `One, ${times}`,
    quantity: 30 * aDay,
    unit: 'tablet',
    daysSupply: 30,
    priceCents,
  };
}

function inhaler(product: number, text: string, rxnorm: string, priceCents: number): Medication {
  return {
    text,
    rxnorm: [{ system: SYSTEM.rxnorm, code: rxnorm, text }],
    ndc: fictionalProduct(product, text),
    dosage: 'Two puffs as needed',
    quantity: 1,
    unit: 'inhaler',
    daysSupply: 30,
    priceCents,
  };
}

/** Eleven digits as pharmacy claims write an NDC: labeler 99999, product, package 01. */
function fictionalProduct(product: number, text: string): Code {
  return { system: SYSTEM.ndc, code: `99999${String(product).padStart(4, '0')}01`, text };
}
