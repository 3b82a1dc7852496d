import { type Cost, type Draft, type Pen, usd } from './record.ts';
import { ordinary } from './secrets.ts';

const hl7 = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

/** The four amounts, by the category of their adjudication. */
const amounts = [
  ['submitted', 'submittedAmount'],
  ['eligible', 'allowedAmount'],
  ['benefit', 'paidAmount'],
  ['copay', 'patientAmount'],
] as const;

const adjudication = (pen: Pen, from: number) =>
  amounts.map(([category], index) => ({
    category: hl7('adjudication', category),
    amount: usd(pen.amount(from + index)),
  }));

const costs = (pen: Pen, from: number): Record<string, Cost> =>
  Object.fromEntries(amounts.map(([, field], index) => [field, pen.cost(from + index)]));

const uses = ['claim', 'claim', 'claim', null, 'preauthorization', 'predetermination'] as const;
const types = ['professional', 'institutional', 'oral', 'pharmacy', 'pharmacy'] as const;

/** A claim as adjudicated: with totals, lines, a diagnosis and mostly a payment. */
export function explanationOfBenefit(pen: Pen): Draft {
  const { dice, word } = pen;
  const paid = dice.chance(75);
  const common = claimOf(pen, 'ExplanationOfBenefit');
  const paidOn = '2024-05-06';
  return {
    ...common,
    fhir: {
      ...common.fhir,
      outcome: 'complete',
      total: adjudication(pen, 1),
      ...(paid
        ? {
            payment: {
              type: { coding: [{ system: 'https://payer.example', code: word('payment') }] },
              date: paidOn,
              amount: usd(pen.amount(21)),
            },
          }
        : {}),
    },
    shown: { ...common.shown, ...costs(pen, 1), outcome: 'complete' },
    ...(paid
      ? { payment: { typeCode: word('payment'), paymentDate: paidOn, amount: pen.cost(21) } }
      : {}),
  };
}

/** A claim as submitted: its total is what was asked for, the rest is added up over its lines. */
export function submittedClaim(pen: Pen): Draft {
  const common = claimOf(pen, 'Claim');
  return {
    ...common,
    fhir: { ...common.fhir, total: usd(pen.amount(1)) },
    shown: { ...common.shown, ...costs(pen, 11), outcome: null },
  };
}

function claimOf(pen: Pen, resourceType: string): Draft {
  const { dice, word, when } = pen;
  const use = dice.one(uses);
  const type = dice.one(types);
  // Without a billable period the earliest line dates the claim; the day of billing never does.
  const byPeriod = dice.chance(70);
  return {
    type: 'Claim',
    resourceType,
    category: type === 'pharmacy' ? 'PHARMACY' : 'CLAIMS',
    priorAuthorization: use !== null && use !== 'claim',
    inherits: true,
    fhir: {
      identifier: [{ value: word('claim') }],
      status: 'active',
      type: hl7('claim-type', type),
      ...(use ? { use } : {}),
      patient: pen.subject,
      ...(byPeriod ? { billablePeriod: { start: when.text, end: '2039-01-31' } } : {}),
      created: '2024-05-05',
      insurer: { display: word('insurer') },
      provider: { display: word('provider') },
      diagnosis: [
        {
          sequence: 1,
          diagnosisCodeableConcept: pen.concept,
          type: [hl7('ex-diagnosistype', 'principal')],
        },
      ],
      item: [
        {
          sequence: 1,
          productOrService: { coding: [ordinary], text: word('service') },
          ...(byPeriod ? {} : { servicedDate: when.text }),
          quantity: { value: 2 },
          adjudication: adjudication(pen, 11),
          ...(pen.tie ? { encounter: [pen.tie] } : {}),
        },
      ],
    },
    shown: {
      resourceType,
      status: 'active',
      use,
      typeCode: type,
      identifier: word('claim'),
      billableStart: byPeriod ? when.day : null,
      billableEnd: byPeriod ? '2039-01-31' : null,
      created: '2024-05-05',
      provider: word('provider'),
      insurer: word('insurer'),
      diagnoses: [{ sequence: 1, diagnosis: pen.conceptShown, type: 'principal' }],
      lines: [
        {
          sequence: 1,
          service: { ...ordinary, text: word('service') },
          servicedDate: byPeriod ? null : when.day,
          quantity: '2',
          ...costs(pen, 11),
        },
      ],
    },
  };
}

const medicine = (pen: Pen) => ({
  medicationCodeableConcept: pen.concept,
  subject: pen.subject,
  dosageInstruction: [{ text: pen.word('dosage') }],
});

export function medicationRequest(pen: Pen): Draft {
  const { word, when } = pen;
  return {
    type: 'MedicationRequest',
    resourceType: 'MedicationRequest',
    category: 'PHARMACY',
    inherits: true,
    fhir: {
      ...medicine(pen),
      status: 'active',
      intent: 'order',
      encounter: pen.tie,
      authoredOn: when.text,
      requester: { display: word('requester') },
      reasonCode: [{ coding: [ordinary], text: word('reason') }],
    },
    shown: {
      status: 'active',
      intent: 'order',
      medication: pen.conceptShown,
      reason: { ...ordinary, text: word('reason') },
      authoredOn: when.day,
      requester: word('requester'),
      dosage: word('dosage'),
    },
  };
}

export function medicationDispense(pen: Pen): Draft {
  const { word, when } = pen;
  return {
    type: 'MedicationDispense',
    resourceType: 'MedicationDispense',
    category: 'PHARMACY',
    inherits: true,
    fhir: {
      ...medicine(pen),
      status: 'completed',
      context: pen.tie,
      quantity: { value: 30, unit: word('unit') },
      daysSupply: { value: 30 },
      whenHandedOver: when.text,
    },
    shown: {
      status: 'completed',
      medication: pen.conceptShown,
      whenHandedOver: when.day,
      quantity: { value: '30', unit: word('unit') },
      daysSupply: '30',
      dosage: word('dosage'),
    },
  };
}
