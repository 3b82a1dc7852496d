import type { HealthRecord } from '../consent/door/record-kind.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { coverage } from '../records/kinds/coverage.ts';
import { demographics } from '../records/kinds/demographics.ts';
import type { VisibleMember } from './member.ts';

/** What an ID card shows: from the newest coverage, and the name where DEMOGRAPHICS is covered. */
export async function idCardOf(context: RequestContext, member: VisibleMember) {
  const one = { after: undefined, take: 1, narrowing: {} };
  const [cover, person, plan] = await Promise.all([
    context.reader.page(coverage, member.id, one).then((page) => page.records[0]),
    context.reader.page(demographics, member.id, one).then((page) => page.records[0]),
    context.services.database.prisma.plan.findUnique({ where: { id: member.planId } }),
  ]);
  if (cover === undefined) return null;
  const name = [textsOf(person, 'givenNames').join(' '), textOf(person, 'familyName')];
  return {
    subscriberId: textOf(cover, 'subscriberId'),
    memberName: person ? name.filter(Boolean).join(' ') : null,
    planName: textOf(cover, 'planName') ?? plan?.name ?? null,
    groupNumber: textOf(cover, 'groupNumber'),
    rxBin: textOf(cover, 'rxBin'),
    rxPcn: textOf(cover, 'rxPcn'),
    rxGroup: textOf(cover, 'rxGroup'),
    supportPhone: plan?.supportPhone ?? null,
  };
}

function textOf(record: HealthRecord | undefined, name: string): string | null {
  const field = record?.kind.fields[name];
  return record && field?.type === 'text' ? field.read(record.columns) : null;
}

function textsOf(record: HealthRecord | undefined, name: string): string[] {
  const field = record?.kind.fields[name];
  return record && field?.type === 'texts' ? field.read(record.columns) : [];
}
