import { z } from 'zod';

/** Values by column, as JSON has them: what was not asked for is not among them. */
export type Columns = Readonly<Record<string, unknown>>;

/** What a coded concept is in GraphQL: FHIR CodeableConcept, its first judged coding and its text. */
export type Concept = { system: string | null; code: string | null; text: string | null };
/** An amount of money; `amount` is decimal text, because a float would lose cents. */
export type Money = { amount: string; currency: string };
/** A measured quantity; `value` is decimal text. */
export type Quantity = { value: string; unit: string | null };
/** One part of a measurement, such as the systolic value of a blood pressure. */
export type Component = { code: Concept; value: string | null; unit: string | null };

type FieldOf<Type extends string, Value> = {
  readonly type: Type;
  readonly description: string;
  readonly columns: readonly string[];
  /** Those of them that are decimal numbers: read as text, because a float would lose digits. */
  readonly decimals: readonly string[];
  /** Money is released only with PAYMENTS, whatever else covers the record. */
  readonly payments: boolean;
  /** The value, read from the columns that the door returned. */
  read(columns: Columns): Value;
};

export type Field =
  | FieldOf<'text', string | null>
  | FieldOf<'texts', string[]>
  | FieldOf<'date', string | null>
  | FieldOf<'instant', Date | null>
  | FieldOf<'decimal', string | null>
  | FieldOf<'int', number | null>
  | FieldOf<'concept', Concept | null>
  | FieldOf<'money', Money | null>
  | FieldOf<'quantity', Quantity | null>
  | FieldOf<'components', Component[]>
  | (FieldOf<'reference', string | null> & {
      /** The name of the kind that is referred to. */
      readonly to: string;
    });

const concept = z.object({
  system: z.string().nullable(),
  code: z.string().nullable(),
  text: z.string().nullable(),
});
const listOfTexts = z.array(z.string());
const numberOrNull = z.number().nullable();
const components = z.array(
  z.object({ code: concept, value: z.string().nullable(), unit: z.string().nullable() }),
);

function textOf(columns: Columns, column: string): string | null {
  const value = columns[column];
  if (value === null || typeof value === 'string') return value;
  // An absent column was not asked for: that must not pass for a value that is not there.
  throw new TypeError(`${column} ${value === undefined ? 'was not read' : 'is no text'}`);
}

const single = (column: string, description: string) => ({
  description,
  columns: [column],
  decimals: [],
  payments: false,
});

/** A text column. */
export const text = (column: string, description: string): Field => ({
  type: 'text',
  ...single(column, description),
  read: (columns) => textOf(columns, column),
});

/** A column of several texts. */
export const texts = (column: string, description: string): Field => ({
  type: 'texts',
  ...single(column, description),
  read: (columns) => listOfTexts.parse(columns[column]),
});

/** A calendar date. */
export const date = (column: string, description: string): Field => ({
  type: 'date',
  ...single(column, description),
  read: (columns) => textOf(columns, column),
});

/** A moment, UTC. */
export const instant = (column: string, description: string): Field => ({
  type: 'instant',
  ...single(column, description),
  read: (columns) => {
    const moment = textOf(columns, column);
    return moment === null ? null : new Date(moment);
  },
});

/** A decimal number, as text. */
export const decimal = (column: string, description: string): Field => ({
  type: 'decimal',
  ...single(column, description),
  decimals: [column],
  read: (columns) => textOf(columns, column),
});

/** A whole number. */
export const int = (column: string, description: string): Field => ({
  type: 'int',
  ...single(column, description),
  read: (columns) => numberOrNull.parse(columns[column]),
});

/** A coded concept: the columns `<stem>_system`, `<stem>_code` and `<stem>_text`. */
export const codeableConcept = (stem: string, description: string): Field => ({
  type: 'concept',
  description,
  columns: [`${stem}_system`, `${stem}_code`, `${stem}_text`],
  decimals: [],
  payments: false,
  read: (columns) => {
    const value = {
      system: textOf(columns, `${stem}_system`),
      code: textOf(columns, `${stem}_code`),
      text: textOf(columns, `${stem}_text`),
    };
    return value.code === null && value.text === null ? null : value;
  },
});

/** Money in the record's currency; released only with PAYMENTS. */
export const money = (column: string, description: string): Field => ({
  type: 'money',
  description: `${description} Released with PAYMENTS alone.`,
  columns: [column, 'currency'],
  decimals: [column],
  payments: true,
  read: (columns) => {
    const amount = textOf(columns, column);
    return amount === null ? null : { amount, currency: textOf(columns, 'currency') ?? 'USD' };
  },
});

/** A value and its unit; `payments` where it is a share of a cost, such as 20 %. */
export const quantity = (
  value: string,
  unit: string,
  description: string,
  payments = false,
): Field => ({
  type: 'quantity',
  description: payments ? `${description} Released with PAYMENTS alone.` : description,
  columns: [value, unit],
  decimals: [value],
  payments,
  read: (columns) => {
    const number = textOf(columns, value);
    return number === null ? null : { value: number, unit: textOf(columns, unit) };
  },
});

/** Another record of the same member, by its id; it is read through the door like any other. */
export const reference = (column: string, to: string, description: string): Field => ({
  type: 'reference',
  to,
  ...single(column, description),
  read: (columns) => textOf(columns, column),
});

/** The parts of a measurement, kept as JSON. */
export const measurementComponents = (column: string, description: string): Field => ({
  type: 'components',
  ...single(column, description),
  read: (columns) => components.parse(columns[column]),
});
