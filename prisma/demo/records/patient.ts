import { bareConcept, hl7Concept, SYSTEM } from '../catalog/systems.ts';
import type { Patient, RelatedPerson } from '../fhir/administrative.ts';
import type { Coverage } from '../fhir/financial.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';

/** The member's Patient and Coverage, and the spouse through whom some are covered. */
export function* membershipResources(
  history: History,
): Iterable<Patient | RelatedPerson | Coverage> {
  yield patient(history);
  const spouse = coveredBySpouse(history) ? spouseOf(history) : undefined;
  if (spouse) yield spouse;
  yield coverage(history, spouse);
}

function patient({ enrollee }: History): Patient {
  const { member, person, plan } = enrollee;
  const { line, ...place } = person.address;
  return {
    resourceType: 'Patient',
    id: member.patientId,
    identifier: [
      {
        type: hl7Concept('v2-0203', 'MB'),
        system: `https://${plan.slug}.example/member-number`,
        value: member.memberNumber,
      },
      {
        type: hl7Concept('v2-0203', 'SS'),
        system: SYSTEM.socialSecurityNumber,
        value: person.socialSecurityNumber,
      },
    ],
    active: true,
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    telecom: [
      { system: 'phone', value: person.phone, use: 'home' },
      { system: 'email', value: person.email },
    ],
    gender: person.gender,
    birthDate: person.birthDate,
    address: [{ use: 'home', line: [line], ...place, country: 'US' }],
    communication: [{ language: bareConcept('urn:ietf:bcp:47', person.language), preferred: true }],
  };
}

/** Marketplace plans cover families; Medicare has no dependents. */
function coveredBySpouse({ enrollee }: History): boolean {
  return enrollee.member.lineOfBusiness !== 'MEDICARE_ADVANTAGE' && enrollee.place % 7 === 3;
}

function spouseOf({ enrollee, random }: History): RelatedPerson {
  const { member, person } = enrollee;
  const own = random.fork('spouse');
  const given = own.pick(person.gender === 'female' ? ['Elliot', 'Martin'] : ['Elise', 'Marta']);
  return {
    resourceType: 'RelatedPerson',
    id: own.uuid(),
    active: true,
    patient: referenceTo('Patient', member.patientId),
    relationship: [hl7Concept('v3-RoleCode', 'SPS')],
    name: [{ use: 'official', family: person.family, given: [given] }],
  };
}

function coverage(history: History, spouse: RelatedPerson | undefined): Coverage {
  const { enrollee, directory, coverageId } = history;
  const { member, plan } = enrollee;
  const business = plan.linesOfBusiness.find(({ code }) => code === member.lineOfBusiness);
  const beneficiary = referenceTo('Patient', member.patientId);
  const classOf = (code: string, value: string, name: string) => ({
    type: hl7Concept('coverage-class', code),
    value,
    name,
  });
  const costOf = (code: string, dollars: number) => ({
    type: hl7Concept('coverage-copay-type', code),
    valueMoney: { value: dollars, currency: 'USD' as const },
  });
  return {
    resourceType: 'Coverage',
    id: coverageId,
    identifier: [
      {
        type: hl7Concept('v2-0203', 'MB'),
        system: `https://${plan.slug}.example/member-number`,
        value: member.memberNumber,
      },
    ],
    status: 'active',
    type: bareConcept(SYSTEM.actCode, spouse ? 'PPO' : 'HMO'),
    subscriber: spouse ? referenceTo('RelatedPerson', spouse.id) : beneficiary,
    subscriberId: member.memberNumber,
    beneficiary,
    relationship: hl7Concept('subscriber-relationship', spouse ? 'spouse' : 'self'),
    period: { start: member.effectiveFrom },
    payor: [referenceTo('Organization', directory.payer.id)],
    class: [
      classOf(
        'group',
        `${plan.slug.slice(0, 3).toUpperCase()}-0${1 + (enrollee.place % 4)}`,
        'Group',
      ),
      classOf('plan', member.lineOfBusiness, business?.name ?? plan.name),
      classOf('rxbin', '999999', 'Pharmacy BIN'),
      classOf('rxpcn', 'DEMO', 'Pharmacy processor control number'),
    ],
    costToBeneficiary: [
      costOf('gpvisit', 20),
      costOf('spvisit', 45),
      costOf('emergency', 120),
      costOf('deductible', 500),
      costOf('maxoutofpocket', 6500),
    ],
  };
}
