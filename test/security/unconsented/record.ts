import type { Dice } from './dice.ts';
import type { Statement } from './secrets.ts';

/** A value that is money, or a share of a cost: released with PAYMENTS alone. */
export class Cost {
  readonly value: object;
  constructor(value: object) {
    this.value = value;
  }
}

/** What a record reads as, by GraphQL field. */
export type Shown = Readonly<Record<string, unknown>>;

/** A record as it was made up: what is imported, what it must read as, what it is judged by. */
export type MadeRecord = {
  /** Stands in every text and amount of it. */
  readonly number: number;
  /** The GraphQL type. */
  readonly type: string;
  readonly id: string;
  readonly memberId: string;
  /** The date of service; null: none that counts. */
  readonly day: string | null;
  readonly category: string;
  /** Sorted. */
  readonly labels: readonly string[];
  readonly priorAuthorization: boolean;
  readonly shown: Shown;
  /** Absent for what is part of another resource. */
  readonly fhir?: { readonly resourceType: string; readonly id: string };
  /** The claim that a payment is for. */
  readonly claim?: MadeRecord;
};

/** What a maker of one kind returns; the rest is the same for all kinds. */
export type Draft = {
  readonly type: string;
  readonly resourceType: string;
  readonly category: string;
  readonly fhir: Shown;
  readonly shown: Shown;
  /** Where it is not the date that was drawn. */
  readonly day?: string | null;
  /** Labels of what it says besides the statement. */
  readonly more?: readonly string[];
  /** Whether labels of the encounter, or condition, that it names travel to it. */
  readonly inherits?: boolean;
  /** Says nothing clinical: codes in it may add labels, but none has to be there to judge it by. */
  readonly administrative?: boolean;
  readonly priorAuthorization?: boolean;
  /** What was paid, for claims with a payment. */
  readonly payment?: Shown;
};

/** A date as a source writes it: complete, incomplete or absent. */
export type When = {
  readonly text: string | undefined;
  readonly day: string | null;
  readonly moment: string | null;
};

/** What a maker writes one record with. */
export type Pen = {
  readonly dice: Dice;
  readonly number: number;
  readonly subject: { readonly reference: string };
  readonly when: When;
  /** The statement as FHIR CodeableConcept, and as it reads. */
  readonly concept: object;
  readonly conceptShown: object;
  /** The encounter or condition that it belongs to. */
  readonly tie: { readonly reference: string } | undefined;
  /** A text of this record alone. */
  word(what: string): string;
  /** An amount of this record alone, told apart by its cents. */
  amount(cents: number): number;
  /** That amount as it reads. */
  cost(cents: number): Cost;
};

/** `mark-00123`: by this a response betrays what it is made of. */
export const markOf = (number: number) => `mark-${String(number).padStart(5, '0')}`;

const amountOf = (number: number, cents: number) =>
  `1${String(number).padStart(5, '0')}.${String(cents).padStart(2, '0')}`;

export const usd = (value: number) => ({ value, currency: 'USD' });

/** A pen for one record. */
export function penFor(
  given: Pick<Pen, 'dice' | 'number' | 'subject' | 'when' | 'tie'>,
  { coding }: Statement,
): Pen {
  const word = (what: string) => `${markOf(given.number)}-${what}`;
  const text = word('said');
  return {
    ...given,
    concept: { text, ...(coding ? { coding: [coding] } : {}) },
    conceptShown: { system: coding?.system ?? null, code: coding?.code ?? null, text },
    word,
    amount: (cents) => Number(amountOf(given.number, cents)),
    cost: (cents) => new Cost({ amount: amountOf(given.number, cents), currency: 'USD' }),
  };
}

/** Of a text, the numbers of the records that it holds something of; `money`: amounts alone. */
export const marksIn = (text: string): { any: number[]; money: number[] } => {
  const all = (pattern: RegExp) => [
    ...new Set([...text.matchAll(pattern)].map((match) => Number(match[1]))),
  ];
  // An id of a record is two UUIDs with a point between: what stands in one is no amount.
  const money = all(/(?<![\da-f])1(\d{5})\.\d\d(?![\da-f])/g);
  return { any: [...new Set([...all(/mark-(\d{5})/g), ...money])], money };
};

/** Any of the ways in which a source writes a date. */
export function drawWhen(dice: Dice, days: readonly string[]): When {
  const day = dice.one(days);
  switch (dice.below(10)) {
    case 0:
      return { text: undefined, day: null, moment: null };
    case 1:
      return { text: day.slice(0, dice.one([4, 7])), day: null, moment: null };
    case 2:
    case 3: {
      // The day counts as it was written, wherever that is: in UTC it is the next one here.
      const text = `${day}T23:30:00-05:00`;
      return { text, day, moment: new Date(text).toISOString() };
    }
    default:
      return { text: day, day, moment: null };
  }
}
