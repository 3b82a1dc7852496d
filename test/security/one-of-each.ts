import { labels } from '../../src/consent/vocabulary.ts';
import { condition, explanationOfBenefit, patient } from '../kit/fhir.ts';
import type { TestGateway } from '../kit/gateway.ts';
import { globalId } from '../kit/operations.ts';
import {
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
  recordIdOf,
} from '../kit/world.ts';

/** Who has one object of every type, and the global ids of those objects. */
export type OneOfEach = {
  readonly memberId: string;
  readonly app: { readonly id: string; readonly partnerId: string };
  /** What a caller tells to be known. */
  readonly identification: string;
  /** The global id of an object of each type that `node` reaches. */
  readonly objects: Readonly<Record<string, string>>;
};

type Resource = {
  readonly resourceType: string;
  readonly id: string;
  readonly [more: string]: unknown;
};

const day = '2020-05-01';
const coded = { coding: [{ system: 'http://snomed.info/sct', code: '185349003' }] };
const medication = {
  coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '313782' }],
};

/** Makes a member with one record of each kind, all of it granted to an app. */
export async function makeOneOfEach(gateway: TestGateway): Promise<OneOfEach> {
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  const subject = { reference: 'Patient/ann' };
  const records: readonly Resource[] = [
    patient('ann'),
    explanationOfBenefit('claim', 'ann', { date: day }),
    condition('condition', 'ann', 'I10', day),
    { resourceType: 'Coverage', id: 'coverage', beneficiary: subject },
    { resourceType: 'Encounter', id: 'encounter', subject, period: { start: day } },
    {
      resourceType: 'MedicationRequest',
      id: 'request',
      subject,
      medicationCodeableConcept: medication,
      authoredOn: day,
    },
    {
      resourceType: 'MedicationDispense',
      id: 'dispense',
      subject,
      medicationCodeableConcept: medication,
      whenHandedOver: day,
    },
    {
      resourceType: 'Observation',
      id: 'observation',
      subject,
      code: coded,
      effectiveDateTime: day,
    },
    { resourceType: 'Procedure', id: 'procedure', subject, performedDateTime: day },
    {
      resourceType: 'AllergyIntolerance',
      id: 'allergy',
      patient: subject,
      recordedDate: day,
    },
    {
      resourceType: 'Immunization',
      id: 'immunization',
      patient: subject,
      vaccineCode: coded,
      occurrenceDateTime: day,
    },
    {
      resourceType: 'DiagnosticReport',
      id: 'report',
      subject,
      code: coded,
      effectiveDateTime: day,
    },
    { resourceType: 'DocumentReference', id: 'document', subject, date: day },
    { resourceType: 'CarePlan', id: 'plan', subject, period: { start: day } },
    { resourceType: 'CareTeam', id: 'team', subject, period: { start: day } },
    { resourceType: 'Goal', id: 'goal', subject, description: coded, startDate: day },
    { resourceType: 'Device', id: 'device', patient: subject },
    { resourceType: 'ImagingStudy', id: 'study', subject, started: day },
  ];
  await importResources(gateway, plan, records);
  const memberId = memberIdOf(plan, 'ann');
  const grant = await makeGrant(gateway, plan, memberId, app, { labels, includeUndated: true });
  const [material] = await gateway.database.prisma.material.findMany({
    where: { planId: plan.id },
    take: 1,
  });
  const { rows: payments } = await gateway.asAdministrator('select id from health.payment');
  const { rows: demographics } = await gateway.asAdministrator(
    'select id from health.demographics',
  );
  const health = (type: string, id: string) => [type, globalId(type, `${memberId}.${id}`)];
  return {
    memberId,
    app,
    identification: '{ memberNumber: "M-ann", familyName: "Family-ann", birthDate: "1970-01-31" }',
    objects: {
      Plan: globalId('Plan', plan.id),
      App: globalId('App', app.id),
      Material: globalId('Material', material?.id ?? ''),
      Grant: globalId('Grant', grant.id),
      Member: globalId('Member', memberId),
      ...Object.fromEntries([
        health('Demographics', demographics[0].id),
        health('Payment', payments[0].id),
        health('Claim', recordIdOf(plan, 'ExplanationOfBenefit', 'claim')),
        ...records
          .slice(2)
          .map(({ resourceType, id }) => health(resourceType, recordIdOf(plan, resourceType, id))),
      ]),
    },
  };
}
