import { partId, recordId } from '../../../src/records/import/record-id.ts';
import { coverage, patient } from './administrative-records.ts';
import {
  explanationOfBenefit,
  medicationDispense,
  medicationRequest,
  submittedClaim,
} from './claim-records.ts';
import {
  allergyIntolerance,
  condition,
  encounter,
  immunization,
  observation,
  procedure,
} from './clinical-records.ts';
import type { Dice } from './dice.ts';
import {
  carePlan,
  careTeam,
  device,
  diagnosticReport,
  documentReference,
  goal,
  imagingStudy,
} from './more-clinical-records.ts';
import { type Draft, drawWhen, type MadeRecord, type Pen, penFor } from './record.ts';
import { drawStatement } from './secrets.ts';

/** In this order, so that conditions are there for encounters, and encounters for all the rest. */
const makers: readonly (readonly [(pen: Pen) => Draft, number])[] = [
  [patient, 1],
  [coverage, 2],
  [condition, 4],
  [encounter, 4],
  [explanationOfBenefit, 7],
  [submittedClaim, 3],
  [medicationRequest, 3],
  [medicationDispense, 3],
  [observation, 4],
  [procedure, 3],
  [allergyIntolerance, 3],
  [immunization, 3],
  [diagnosticReport, 3],
  [documentReference, 3],
  [carePlan, 3],
  [careTeam, 3],
  [goal, 3],
  [device, 2],
  [imagingStudy, 3],
];

/** What one member's records are made from. */
export type Making = {
  readonly dice: Dice;
  readonly planId: string;
  /** The first number that is free. */
  readonly from: number;
  /** Dates at and about the edges of floors and windows. */
  readonly days: readonly string[];
  /** An encounter of somebody else, of the same plan. */
  readonly stranger: string | undefined;
};

/** All records of one member: one resource of each number, payments beside their claims. */
export function memberRecords(making: Making): MadeRecord[] {
  const made: MadeRecord[] = [];
  const patientId = `p-${making.from}`;
  let number = making.from;
  for (const [maker, count] of makers) {
    for (let index = 0; index < count; index += 1) {
      const sourceId = maker === patient ? patientId : `r-${number}`;
      made.push(...oneResource(making, maker, { number, sourceId, patientId, made }));
      number += 1;
    }
  }
  return made;
}

type Place = {
  readonly number: number;
  readonly sourceId: string;
  readonly patientId: string;
  readonly made: readonly MadeRecord[];
};

function oneResource(making: Making, maker: (pen: Pen) => Draft, place: Place): MadeRecord[] {
  const { dice, planId } = making;
  const statement = drawStatement(dice);
  const tie = tieOf(making, maker === encounter ? 'Condition' : 'Encounter', place.made);
  const when = drawWhen(dice, making.days);
  const draft = maker(
    penFor(
      {
        dice,
        number: place.number,
        subject: { reference: `Patient/${place.patientId}` },
        when,
        tie: tie && { reference: tie.reference },
      },
      statement,
    ),
  );
  const labels = new Set([
    ...statement.fromSecurity,
    ...statement.fromCodes.filter((label) => !draft.administrative || label !== 'R'),
    ...(draft.more ?? []),
    ...(draft.inherits && tie ? tie.labels : []),
  ]);
  const record: MadeRecord = {
    number: place.number,
    type: draft.type,
    id: recordId(planId, draft.resourceType, place.sourceId),
    memberId: recordId(planId, 'Patient', place.patientId),
    day: draft.day === undefined ? when.day : draft.day,
    category: draft.category,
    labels: [...labels].sort(),
    priorAuthorization: draft.priorAuthorization ?? false,
    shown: draft.shown,
    fhir: {
      resourceType: draft.resourceType,
      id: place.sourceId,
      ...(statement.security ? { meta: { security: [statement.security] } } : {}),
      ...draft.fhir,
    },
  };
  return draft.payment ? [record, paymentOf(record, draft.payment)] : [record];
}

/** A payment is dated and labelled as its claim is. */
function paymentOf(claim: MadeRecord, shown: MadeRecord['shown']): MadeRecord {
  return {
    number: claim.number,
    type: 'Payment',
    id: partId(claim.id, 'payment', 1),
    memberId: claim.memberId,
    day: claim.day,
    category: 'PAYMENTS',
    labels: claim.labels,
    priorAuthorization: false,
    shown,
    claim,
  };
}

type Tie = { readonly reference: string; readonly labels: readonly string[] };

/** A third refer to something: mostly of the same member's; what cannot be followed gives `R`. */
function tieOf(
  { dice, stranger }: Making,
  type: string,
  made: readonly MadeRecord[],
): Tie | undefined {
  const own = made.filter((one) => one.type === type);
  if (own.length === 0 || !dice.chance(34)) return undefined;
  if (dice.chance(8)) return { reference: `${type}/nowhere`, labels: ['R'] };
  if (dice.chance(8) && stranger) return { reference: `Encounter/${stranger}`, labels: ['R'] };
  const target = dice.one(own);
  return { reference: `${type}/${target.fhir?.id}`, labels: target.labels };
}
