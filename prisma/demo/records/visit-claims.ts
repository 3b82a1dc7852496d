import { bareConcept, conceptOf, hl7Concept, SYSTEM } from '../catalog/systems.ts';
import { COUNSELING_UNSPECIFIED, type VisitKind } from '../catalog/visits.ts';
import type { ClaimDiagnosis, ExplanationOfBenefit } from '../fhir/financial.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History, Visit } from '../history/history.ts';
import type { Random } from '../random.ts';
import { type ClaimLine, explanationOfBenefit } from './explanation-of-benefit.ts';
import { conditionReference, metaFor, tellingService } from './reasons.ts';

/** The professional, institutional, oral and vision claims: one for every visit. */
export function* visitClaims(history: History): Iterable<ExplanationOfBenefit> {
  for (const visit of history.visits) {
    const random = history.random.fork(`claim ${visit.claimId}`);
    yield explanationOfBenefit(
      history,
      {
        id: visit.claimId,
        type: visit.kind.claimType,
        start: visit.start,
        end: visit.end,
        provider: visit.facility,
        lines: linesOf(random, visit),
        random,
      },
      {
        ...metaFor(visit.reason),
        ...subTypeOf(visit.kind),
        diagnosis: [diagnosisOf(random, visit)],
        careTeam: [
          {
            sequence: 1,
            provider: referenceTo('Practitioner', visit.clinician.id),
            role: hl7Concept('claimcareteamrole', 'primary'),
          },
        ],
      },
    );
  }
}

/** Dental and eye visits are claims only; there is no Encounter for them. */
export function hasEncounter(visit: Visit): boolean {
  return visit.kind.claimType !== 'oral' && visit.kind.claimType !== 'vision';
}

function subTypeOf({ claimSubType }: VisitKind): Pick<ExplanationOfBenefit, 'subType'> {
  if (claimSubType === undefined) return {};
  return { subType: bareConcept(SYSTEM.carinInstitutionalSubType, claimSubType) };
}

function diagnosisOf(random: Random, { reason, kind }: Visit): ClaimDiagnosis {
  const base = { sequence: 1, type: [hl7Concept('ex-diagnosistype', 'principal')] };
  if (reason?.problem.sensitive?.showsBy === 'REFERENCE') {
    return { ...base, diagnosisReference: conditionReference(reason) };
  }
  const labelled = reason?.problem.sensitive?.showsBy === 'LABEL';
  const coded = labelled ? COUNSELING_UNSPECIFIED : reason?.problem.icd10cm;
  return { ...base, diagnosisCodeableConcept: conceptOf(coded ?? random.pick(kind.diagnoses)) };
}

function linesOf(random: Random, visit: Visit): ClaimLine[] {
  const { kind, reason, start, end } = visit;
  const telling = tellingService(reason);
  const services = telling ? [telling] : kind.services.slice(0, random.integer(1, 3));
  return services.map((service, index) => ({
    productOrService: conceptOf(service),
    submitted: Math.round(random.integer(...kind.charge) / (index + 1)),
    rest: {
      diagnosisSequence: [1],
      ...(start === end ? { servicedDate: start } : { servicedPeriod: { start, end } }),
      locationCodeableConcept: bareConcept(SYSTEM.placeOfService, kind.place),
      ...(hasEncounter(visit) && {
        encounter: [referenceTo('Encounter', visit.encounterId)],
      }),
    },
  }));
}
