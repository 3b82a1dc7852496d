import type { Kind } from '../kind.ts';
import { allergyIntolerance } from './allergy-intolerance.ts';
import { carePlan, careTeam, goal } from './care.ts';
import { claim, explanationOfBenefit } from './claim.ts';
import { condition } from './condition.ts';
import { coverage } from './coverage.ts';
import { device } from './device.ts';
import { diagnosticReport } from './diagnostic-report.ts';
import { documentReference } from './document-reference.ts';
import { encounter } from './encounter.ts';
import { imagingStudy } from './imaging-study.ts';
import { immunization } from './immunization.ts';
import { medicationDispense, medicationRequest } from './medications.ts';
import { observation } from './observation.ts';
import { patient } from './patient.ts';
import { procedure } from './procedure.ts';

/** Every type of resource that is about a member and held. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  [
    patient,
    coverage,
    explanationOfBenefit,
    claim,
    encounter,
    medicationRequest,
    medicationDispense,
    condition,
    observation,
    procedure,
    allergyIntolerance,
    immunization,
    diagnosticReport,
    documentReference,
    carePlan,
    careTeam,
    goal,
    device,
    imagingStudy,
  ].map((one) => [one.type, one]),
);

/** The tables of those types, each once. */
export const recordTables: readonly string[] = [
  ...new Set([...kinds.values()].map((one) => one.table)),
];
