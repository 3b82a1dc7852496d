import type { Draft, Pen, Shown } from './record.ts';
import { ordinary } from './secrets.ts';

/** What every clinical record here has in common. */
const clinical = (
  pen: Pen,
  type: string,
  fhir: Shown,
  shown: Shown,
  more: Partial<Draft> = {},
) => ({
  type,
  resourceType: type,
  category: 'CLINICAL',
  inherits: true,
  fhir: { subject: pen.subject, encounter: pen.tie, status: 'active', ...fhir },
  shown: { status: 'active', ...shown },
  ...more,
});

const end = '2039-01-31';

export const diagnosticReport = (pen: Pen): Draft =>
  clinical(
    pen,
    'DiagnosticReport',
    {
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'LAB' }] },
      ],
      code: pen.concept,
      effectiveDateTime: pen.when.text,
      conclusion: pen.word('conclusion'),
      conclusionCode: [{ coding: [ordinary] }],
    },
    {
      categoryCode: 'LAB',
      code: pen.conceptShown,
      effectiveAt: pen.when.moment,
      conclusion: pen.word('conclusion'),
    },
  );

export const documentReference = (pen: Pen): Draft =>
  clinical(
    pen,
    'DocumentReference',
    {
      type: pen.concept,
      date: pen.when.text,
      content: [{ attachment: { contentType: pen.word('media'), title: pen.word('title') } }],
      ...(pen.tie ? { context: { encounter: [pen.tie] } } : {}),
    },
    {
      type: pen.conceptShown,
      date: pen.when.day,
      title: pen.word('title'),
      contentType: pen.word('media'),
    },
  );

export const carePlan = (pen: Pen): Draft =>
  clinical(
    pen,
    'CarePlan',
    {
      intent: 'order',
      title: pen.word('title'),
      category: [pen.concept],
      period: { start: pen.when.text, end },
      activity: [{ detail: { code: { coding: [ordinary], text: pen.word('activity') } } }],
    },
    {
      intent: 'order',
      title: pen.word('title'),
      planCategory: pen.conceptShown,
      periodStart: pen.when.day,
      periodEnd: end,
      activities: [pen.word('activity')],
    },
  );

export const careTeam = (pen: Pen): Draft =>
  clinical(
    pen,
    'CareTeam',
    {
      name: pen.word('team'),
      category: [pen.concept],
      period: { start: pen.when.text, end },
      participant: [{ role: [{ coding: [ordinary] }], member: { display: pen.word('doctor') } }],
    },
    {
      name: pen.word('team'),
      teamCategory: pen.conceptShown,
      periodStart: pen.when.day,
      periodEnd: end,
      participants: [pen.word('doctor')],
    },
  );

/** A goal has no status of that name, and names what it addresses. */
export function goal(pen: Pen): Draft {
  const achieved = 'http://terminology.hl7.org/CodeSystem/goal-achievement';
  return {
    type: 'Goal',
    resourceType: 'Goal',
    category: 'CLINICAL',
    inherits: true,
    fhir: {
      lifecycleStatus: 'active',
      achievementStatus: { coding: [{ system: achieved, code: 'in-progress' }] },
      description: pen.concept,
      subject: pen.subject,
      startDate: pen.when.text,
      ...(pen.tie ? { addresses: [pen.tie] } : {}),
    },
    shown: {
      lifecycleStatus: 'active',
      achievementStatus: 'in-progress',
      description: pen.conceptShown,
      startDate: pen.when.day,
    },
  };
}

/** The day that a device was made on is no day of service, and it has no other. */
export const device = (pen: Pen): Draft =>
  clinical(
    pen,
    'Device',
    {
      type: pen.concept,
      patient: pen.subject,
      manufacturer: pen.word('maker'),
      modelNumber: pen.word('model'),
      manufactureDate: pen.when.text,
    },
    {
      type: pen.conceptShown,
      manufacturer: pen.word('maker'),
      modelNumber: pen.word('model'),
      manufactureDate: pen.when.day,
    },
    { day: null, inherits: false },
  );

export function imagingStudy(pen: Pen): Draft {
  const modality = { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'DX' };
  return clinical(
    pen,
    'ImagingStudy',
    {
      modality: [{ ...modality, display: pen.word('modality') }],
      started: pen.when.text,
      description: pen.word('description'),
      reasonCode: [pen.concept],
      series: [{ bodySite: { ...ordinary, display: pen.word('site') } }],
    },
    {
      modality: { ...modality, text: pen.word('modality') },
      bodySite: { ...ordinary, text: pen.word('site') },
      startedAt: pen.when.moment,
      description: pen.word('description'),
    },
  );
}
