import type { HealthRecord, PartKind, RecordKind } from '../consent/door/record-kind.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { coverage } from '../records/kinds/coverage.ts';
import { demographics } from '../records/kinds/demographics.ts';
import type { VisibleMember } from './member.ts';

/** What the card is made of: whoever asks for it asks for these. */
export const idCardFields: ReadonlyMap<RecordKind | PartKind, readonly string[]> = new Map([
  [
    coverage,
    [
      'status',
      'periodStart',
      'periodEnd',
      'subscriberId',
      'planName',
      'groupNumber',
      'rxBin',
      'rxPcn',
      'rxGroup',
    ],
  ],
  [demographics, ['givenNames', 'familyName']],
]);

/** What an ID card shows: the coverage that holds today, and the name where DEMOGRAPHICS is covered. */
export async function idCardOf(context: RequestContext, member: VisibleMember) {
  const page = { after: undefined, narrowing: {} };
  const [covers, person, plan] = await Promise.all([
    context.reader.page(coverage, member.id, { ...page, take: 10 }),
    context.reader.page(demographics, member.id, { ...page, take: 1 }),
    context.services.database.prisma.plan.findUnique({ where: { id: member.planId } }),
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const cover = covers.records.find((record) => holdsOn(record, today)) ?? covers.records[0];
  if (cover === undefined) return null;
  return {
    subscriberId: textOf(cover, 'subscriberId'),
    memberName: nameOf(person.records[0]),
    planName: textOf(cover, 'planName') ?? plan?.name ?? null,
    groupNumber: textOf(cover, 'groupNumber'),
    rxBin: textOf(cover, 'rxBin'),
    rxPcn: textOf(cover, 'rxPcn'),
    rxGroup: textOf(cover, 'rxGroup'),
    supportPhone: plan?.supportPhone ?? null,
  };
}

/** Coverages come newest first; the first that holds is the one on the card. */
function holdsOn(cover: HealthRecord, today: string): boolean {
  const start = textOf(cover, 'periodStart');
  const end = textOf(cover, 'periodEnd');
  return (
    textOf(cover, 'status') === 'active' &&
    (start === null || start <= today) &&
    (end === null || today <= end)
  );
}

function nameOf(person: HealthRecord | undefined): string | null {
  const given = person?.kind.fields['givenNames'];
  if (person === undefined || given?.type !== 'texts') return null;
  const names = [...given.read(person.columns), textOf(person, 'familyName')];
  return names.filter(Boolean).join(' ') || null;
}

function textOf(record: HealthRecord, name: string): string | null {
  const field = record.kind.fields[name];
  return field?.type === 'text' || field?.type === 'date' ? field.read(record.columns) : null;
}
