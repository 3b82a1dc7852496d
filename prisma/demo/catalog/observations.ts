import { type Code, loinc, snomed } from './systems.ts';

/** A measurement with the believable range of its values, in UCUM units. */
export interface Measurement {
  readonly code: Code;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly decimals: number;
}

/** A question with a coded answer. */
export interface Finding {
  readonly code: Code;
  readonly answers: readonly Code[];
}

/** Results that are ordered together. */
export interface Panel {
  /** The code of the DiagnosticReport; absent where results stand alone. */
  readonly report?: Code;
  readonly category: 'laboratory' | 'survey';
  readonly results: readonly (Measurement | Finding)[];
}

const NEGATIVE = snomed('260385009', 'Negative');
const POSITIVE = snomed('10828004', 'Positive');

/** A report whose code says nothing of what was looked for: only its results do. */
const PLAIN_REPORT = loinc('11502-2', 'Laboratory report');

export const PANELS = {
  lipids: laboratory(loinc('57698-3', 'Lipid panel'), [
    measure('2093-3', 'Total cholesterol', 'mg/dL', 140, 260),
    measure('2571-8', 'Triglycerides', 'mg/dL', 60, 250),
    measure('2085-9', 'HDL cholesterol', 'mg/dL', 35, 80),
    measure('18262-6', 'LDL cholesterol', 'mg/dL', 60, 180),
  ]),
  metabolic: laboratory(loinc('51990-0', 'Basic metabolic panel'), [
    measure('2339-0', 'Glucose', 'mg/dL', 72, 165),
    measure('38483-4', 'Creatinine', 'mg/dL', 0.6, 1.4, 1),
    measure('2947-0', 'Sodium', 'mmol/L', 135, 146),
    measure('6298-4', 'Potassium', 'mmol/L', 3.5, 5.2, 1),
  ]),
  bloodCount: laboratory(loinc('58410-2', 'Blood count'), [
    measure('718-7', 'Hemoglobin', 'g/dL', 11, 16.5, 1),
    measure('6690-2', 'White blood cells', '10*3/uL', 4, 11, 1),
    measure('777-3', 'Platelets', '10*3/uL', 150, 400),
  ]),
  diabetes: laboratory(undefined, [measure('4548-4', 'Hemoglobin A1c', '%', 5.8, 9.2, 1)]),
  thyroid: laboratory(undefined, [
    measure('3016-3', 'Thyroid-stimulating hormone', 'm[IU]/L', 0.5, 6.5, 2),
  ]),
  hiv: laboratory(PLAIN_REPORT, [
    measure('20447-9', 'HIV-1 viral load', '{copies}/mL', 20, 4000),
    measure('24467-3', 'CD4 cells', '/uL', 350, 1100),
  ]),
  opioids: laboratory(PLAIN_REPORT, [
    { code: loinc('3879-4', 'Opiates in urine'), answers: [NEGATIVE, POSITIVE] },
  ]),
  syphilis: laboratory(undefined, [
    { code: loinc('20507-0', 'Syphilis test, RPR'), answers: [POSITIVE, NEGATIVE] },
  ]),
  hemoglobinS: laboratory(undefined, [
    measure('4625-0', 'Hemoglobin S share of hemoglobin', '%', 40, 92, 1),
  ]),
  geneticRisk: laboratory(undefined, [
    { code: loinc('21636-6', 'BRCA1 gene mutations found'), answers: [POSITIVE] },
  ]),
  depression: {
    category: 'survey',
    results: [measure('44261-6', 'Depression questionnaire PHQ-9, score', '{score}', 2, 21)],
  },
  alcohol: {
    category: 'survey',
    results: [measure('75626-2', 'Alcohol questionnaire AUDIT-C, score', '{score}', 1, 11)],
  },
} as const satisfies Record<string, Panel>;

export type PanelKey = keyof typeof PANELS;

function laboratory(report: Code | undefined, results: Panel['results']): Panel {
  return { report, category: 'laboratory', results };
}

function measure(
  code: string,
  text: string,
  unit: string,
  least: number,
  most: number,
  decimals = 0,
): Measurement {
  return { code: loinc(code, text), unit, least, most, decimals };
}
