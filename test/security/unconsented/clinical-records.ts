import type { Draft, Pen, Shown } from './record.ts';
import { ordinary } from './secrets.ts';

/** What every clinical record has in common. */
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
  fhir: { subject: pen.subject, encounter: pen.tie, ...fhir },
  shown,
  ...more,
});

const hl7 = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});
const beside = (text: string) => ({ coding: [ordinary], text });
const besideShown = (text: string) => ({ ...ordinary, text });
const end = '2039-01-31';

/** A visit. Its labels travel to what was done in it; those of its condition to the visit. */
export const encounter = (pen: Pen): Draft => ({
  type: 'Encounter',
  resourceType: 'Encounter',
  category: 'ENCOUNTERS',
  inherits: true,
  fhir: {
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    type: [beside(pen.word('visit'))],
    subject: pen.subject,
    period: { start: pen.when.text, end: `${end}T10:00:00Z` },
    reasonCode: [pen.concept],
    serviceProvider: { display: pen.word('clinic') },
    ...(pen.tie ? { reasonReference: [pen.tie] } : {}),
  },
  shown: {
    status: 'finished',
    classCode: 'AMB',
    type: besideShown(pen.word('visit')),
    reason: pen.conceptShown,
    startedAt: pen.when.moment,
    endedAt: `${end}T10:00:00.000Z`,
    serviceProvider: pen.word('clinic'),
  },
});

/** Dated by its onset, or where there is none by the day of recording; an onset in words dates nothing. */
export function condition(pen: Pen): Draft {
  const { when } = pen;
  const [onset, day] = pen.dice.one([
    [{ onsetDateTime: when.text }, when.text === undefined ? '2021-06-16' : when.day],
    [{ onsetString: 'long ago' }, null],
  ] as const);
  return clinical(
    pen,
    'Condition',
    {
      clinicalStatus: hl7('condition-clinical', 'active'),
      verificationStatus: hl7('condition-ver-status', 'confirmed'),
      category: [hl7('condition-category', 'problem-list-item')],
      code: pen.concept,
      ...onset,
      abatementDateTime: end,
      recordedDate: '2021-06-16',
    },
    {
      clinicalStatus: 'active',
      verificationStatus: 'confirmed',
      categoryCode: 'problem-list-item',
      code: pen.conceptShown,
      onsetDate: 'onsetDateTime' in onset ? when.day : null,
      abatementDate: end,
      recordedDate: '2021-06-16',
    },
    // A condition outlasts the visit that noted it, and is judged by itself.
    { inherits: false, day },
  );
}

const observed = ['vital-signs', 'laboratory', 'survey', 'social-history'] as const;

export function observation(pen: Pen): Draft {
  const category = pen.dice.one(observed);
  const worded = pen.dice.chance(20);
  return clinical(
    pen,
    'Observation',
    {
      status: 'final',
      category: [hl7('observation-category', category)],
      code: pen.concept,
      effectiveDateTime: pen.when.text,
      ...(worded
        ? { valueString: pen.word('finding') }
        : { valueQuantity: { value: 95.4, unit: pen.word('unit') } }),
      component: [
        {
          code: beside(pen.word('part')),
          valueQuantity: { value: 7, unit: pen.word('part-unit') },
        },
      ],
    },
    {
      status: 'final',
      categoryCode: category,
      code: pen.conceptShown,
      effectiveAt: pen.when.moment,
      value: worded ? null : { value: '95.4', unit: pen.word('unit') },
      valueText: worded ? pen.word('finding') : null,
      components: [
        { code: besideShown(pen.word('part')), value: '7', unit: pen.word('part-unit') },
      ],
    },
    // Words can say anything, whatever the code beside them is.
    { more: worded ? ['R'] : [] },
  );
}

export const procedure = (pen: Pen): Draft =>
  clinical(
    pen,
    'Procedure',
    {
      status: 'completed',
      code: pen.concept,
      performedPeriod: { start: pen.when.text, end },
      reasonCode: [beside(pen.word('reason'))],
    },
    {
      status: 'completed',
      code: pen.conceptShown,
      reason: besideShown(pen.word('reason')),
      performedStart: pen.when.day,
      performedEnd: end,
    },
  );

export const allergyIntolerance = (pen: Pen): Draft =>
  clinical(
    pen,
    'AllergyIntolerance',
    {
      patient: pen.subject,
      clinicalStatus: hl7('allergyintolerance-clinical', 'active'),
      verificationStatus: hl7('allergyintolerance-verification', 'confirmed'),
      type: 'allergy',
      criticality: 'low',
      code: pen.concept,
      recordedDate: pen.when.text,
    },
    {
      clinicalStatus: 'active',
      verificationStatus: 'confirmed',
      type: 'allergy',
      criticality: 'low',
      code: pen.conceptShown,
      recordedDate: pen.when.day,
    },
    { inherits: false },
  );

export const immunization = (pen: Pen): Draft =>
  clinical(
    pen,
    'Immunization',
    {
      patient: pen.subject,
      status: 'completed',
      vaccineCode: pen.concept,
      occurrenceDateTime: pen.when.text,
      lotNumber: pen.word('lot'),
    },
    {
      status: 'completed',
      vaccine: pen.conceptShown,
      occurrenceDate: pen.when.day,
      lotNumber: pen.word('lot'),
    },
  );
