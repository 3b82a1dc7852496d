import { z } from 'zod';
import { type Concept, isStructural } from '../../terminology/code-systems.ts';
import { dayOf, fhirDate, period, serviceDate } from '../fhir/dates.ts';
import { concept, firstCode, head, reference, shown, wordsOf } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

/** The category that says something: US Core puts a purely organising one beside it. */
const tellingCategory = (categories: readonly Concept[] | undefined): Concept | undefined =>
  categories?.find((one) => !(one.coding?.every(isStructural) ?? false)) ?? categories?.[0];

const planned = z.object({
  code: concept.optional(),
  reasonCode: z.array(concept).optional(),
  reasonReference: z.array(reference).optional(),
  description: z.string().optional(),
});

export const carePlan = kind({
  type: 'CarePlan',
  table: 'care_plan',
  columns: {
    status: 'text',
    intent: 'text',
    title: 'text',
    category_system: 'text',
    category_code: 'text',
    category_text: 'text',
    period_start: 'date',
    period_end: 'date',
    activities: 'text[]',
  },
  schema: head.extend({
    status: z.string().optional(),
    intent: z.string().optional(),
    title: z.string().optional(),
    category: z.array(concept).optional(),
    subject: reference,
    encounter: reference.optional(),
    period: period.optional(),
    addresses: z.array(reference).optional(),
    activity: z.array(z.object({ detail: planned.optional() })).optional(),
  }),
  map: (resource) => {
    const category = shown(tellingCategory(resource.category));
    const details = (resource.activity ?? []).flatMap((one) => one.detail ?? []);
    return {
      member: resource.subject,
      serviceDate: serviceDate(resource.period?.start),
      concepts: [
        ...(resource.category ?? []),
        // An activity is judged by its code; one in words alone cannot be.
        ...details.flatMap((one) => [one.code ?? {}, ...(one.reasonCode ?? [])]),
      ],
      inherits: [
        resource.encounter,
        ...(resource.addresses ?? []),
        ...details.flatMap((one) => one.reasonReference ?? []),
      ],
      row: {
        status: resource.status ?? null,
        intent: resource.intent ?? null,
        title: resource.title ?? null,
        category_system: category.system,
        category_code: category.code,
        category_text: category.text,
        period_start: dayOf(resource.period?.start),
        period_end: dayOf(resource.period?.end),
        activities: details.flatMap((one) => wordsOf(one.code) ?? one.description ?? []),
      },
    };
  },
});

export const careTeam = kind({
  type: 'CareTeam',
  table: 'care_team',
  columns: {
    status: 'text',
    name: 'text',
    category_system: 'text',
    category_code: 'text',
    category_text: 'text',
    period_start: 'date',
    period_end: 'date',
    participants: 'text[]',
  },
  schema: head.extend({
    status: z.string().optional(),
    name: z.string().optional(),
    category: z.array(concept).optional(),
    subject: reference.optional(),
    encounter: reference.optional(),
    period: period.optional(),
    participant: z
      .array(z.object({ role: z.array(concept).optional(), member: reference.optional() }))
      .optional(),
    reasonCode: z.array(concept).optional(),
    reasonReference: z.array(reference).optional(),
  }),
  map: (resource) => {
    const category = shown(tellingCategory(resource.category));
    const participants = resource.participant ?? [];
    return {
      member: resource.subject ?? {},
      serviceDate: serviceDate(resource.period?.start),
      concepts: [
        ...(resource.category ?? []),
        ...(resource.reasonCode ?? []),
        // Who is on the team tells what it is for: an addiction counsellor.
        ...participants.flatMap((one) => one.role ?? []),
      ],
      inherits: [resource.encounter, ...(resource.reasonReference ?? [])],
      row: {
        status: resource.status ?? null,
        name: resource.name ?? null,
        category_system: category.system,
        category_code: category.code,
        category_text: category.text,
        period_start: dayOf(resource.period?.start),
        period_end: dayOf(resource.period?.end),
        participants: participants.flatMap(
          (one) => one.member?.display ?? wordsOf(one.role?.[0]) ?? [],
        ),
      },
    };
  },
});

export const goal = kind({
  type: 'Goal',
  table: 'goal',
  columns: {
    lifecycle_status: 'text',
    achievement_status: 'text',
    description_system: 'text',
    description_code: 'text',
    description_text: 'text',
    start_date: 'date',
  },
  schema: head.extend({
    lifecycleStatus: z.string().optional(),
    achievementStatus: concept.optional(),
    description: concept,
    subject: reference,
    startDate: fhirDate.optional(),
    target: z.array(z.object({ measure: concept.optional() })).optional(),
    addresses: z.array(reference).optional(),
  }),
  map: (resource) => {
    const description = shown(resource.description);
    return {
      member: resource.subject,
      serviceDate: serviceDate(resource.startDate),
      concepts: [resource.description, ...(resource.target ?? []).map((one) => one.measure)],
      inherits: resource.addresses ?? [],
      row: {
        lifecycle_status: resource.lifecycleStatus ?? null,
        achievement_status: firstCode(resource.achievementStatus),
        description_system: description.system,
        description_code: description.code,
        description_text: description.text,
        start_date: dayOf(resource.startDate),
      },
    };
  },
});
