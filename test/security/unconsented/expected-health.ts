import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { z } from 'zod';
import { planShape } from './expected-office.ts';
import {
  type Arguments,
  falling,
  globalId,
  inputOf,
  pageOf,
  type Shape,
  type View,
} from './expected-page.ts';
import { Cost, type MadeRecord } from './record.ts';
import { isService, maySee, type Reach, reachOf, seesMoney } from './rule.ts';

/** A member as a viewer may see them; null: there is none for them. */
export function memberShape(view: View, schema: GraphQLSchema, memberId: string): Shape | null {
  const reach = reachOf(view.now, view.asker, memberId);
  const row = view.now.rows.members.find(({ id }) => id === memberId);
  if (reach === undefined || row === undefined) return null;
  view.members.add(memberId);
  return {
    __typename: 'Member',
    id: globalId('Member', memberId),
    memberId,
    plan: () => planShape(view, row.plan_id),
    enrolment: {
      lineOfBusiness: row.line_of_business,
      effectiveFrom: row.effective_from,
      effectiveUntil: row.effective_until,
    },
    idCard: () => idCard(view, reach, row.plan_id),
    demographics: () => {
      const [person] = visible(view, reach, 'Demographics');
      return person ? recordShape(view, reach, person) : null;
    },
    ...Object.fromEntries(
      listsOf(schema).map(([field, type]) => [
        field,
        (args: Arguments) => recordPage(view, reach, type, args),
      ]),
    ),
  };
}

/** The lists of a member, by field, with the type that each lists: as the schema has them. */
function listsOf(schema: GraphQLSchema): [string, string][] {
  const member = schema.getType('Member');
  if (!isObjectType(member)) throw new Error('the schema has no Member');
  return Object.values(member.getFields()).flatMap((field): [string, string][] => {
    const { name } = getNamedType(field.type);
    return name.endsWith('Connection') ? [[field.name, name.replace('Connection', '')]] : [];
  });
}

/** Newest first, the undated last; of one day by id. */
const keyOf = ({ day, id }: MadeRecord) => `${day ?? ''} ${id}`;

/** What may be seen of a member's records of one type, in the order of lists. */
function visible(view: View, reach: Reach, type: string): MadeRecord[] {
  const member = view.world.members.find(({ id }) => id === reach.memberId);
  return (member?.records ?? [])
    .filter((record) => record.type === type && maySee(reach, record))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
}

const recordFilter = z.object({
  since: z.string().nullish(),
  until: z.string().nullish(),
  categories: z.array(z.string()).nullish(),
});

function recordPage(view: View, reach: Reach, type: string, args: Arguments): Shape {
  const { since, until, categories } = recordFilter.parse(inputOf(args['filter']));
  const listed = visible(view, reach, type).filter((record) => {
    if (categories && !categories.includes(record.category)) return false;
    // What is no service has no date that a filter could be about.
    if (!isService(record) || (since == null && until == null)) return true;
    return (
      record.day !== null &&
      (since == null || since <= record.day) &&
      (until == null || record.day <= until)
    );
  });
  const list = {
    name: `${type} ${reach.memberId}`,
    filter: { since: since ?? undefined, until: until ?? undefined, categories },
  };
  return pageOf(view, list, args, listed, keyOf, falling, (record) =>
    recordShape(view, reach, record),
  );
}

/** A record that may be seen, without its money where that may not. */
function recordShape(view: View, reach: Reach, record: MadeRecord): Shape {
  const { claim } = record;
  const shape = {
    __typename: record.type,
    id: globalId(record.type, `${record.memberId}.${record.id}`),
    ...(isService(record) ? { serviceDate: record.day } : {}),
    category: record.category,
    labels: record.labels,
    ...priced(record.shown, seesMoney(reach)),
    ...(claim
      ? { claim: () => (maySee(reach, claim) ? recordShape(view, reach, claim) : null) }
      : {}),
  };
  view.shows.set(shape, [record]);
  return shape;
}

/** One record by its ids, if it may be seen. */
export function recordById(view: View, type: string, ids: string): Shape | null {
  const [memberId = '', id = ''] = ids.toLowerCase().split('.');
  const reach = reachOf(view.now, view.asker, memberId);
  if (reach === undefined) return null;
  view.members.add(memberId);
  const record = view.world.records.get(id);
  return record?.type === type && maySee(reach, record) ? recordShape(view, reach, record) : null;
}

function priced(shown: Shape, money: boolean): Shape {
  return Object.fromEntries(
    Object.entries(shown).map(([field, value]) => {
      if (value instanceof Cost) return [field, money ? value.value : null];
      // Parts: a claim's lines, a coverage's benefits.
      if (!Array.isArray(value)) return [field, value];
      return [field, value.map((one) => (one instanceof Object ? priced({ ...one }, money) : one))];
    }),
  );
}

/** What an ID card shows: the coverage that holds today, and the name where it may be seen. */
function idCard(view: View, reach: Reach, planId: string): Shape | null {
  const today = new Date().toISOString().slice(0, 10);
  const covers = visible(view, reach, 'Coverage');
  const holds = ({ day }: MadeRecord) => day === null || day <= today;
  const cover = covers.find(holds) ?? covers[0];
  const [person] = visible(view, reach, 'Demographics');
  const plan = view.now.rows.plans.find(({ id }) => id === planId);
  if (cover === undefined) return null;
  const { subscriberId, planName, groupNumber, rxBin, rxPcn, rxGroup } = cover.shown;
  const given = z.array(z.string()).parse(person?.shown['givenNames'] ?? []);
  const card = {
    subscriberId,
    memberName: person ? [...given, person.shown['familyName']].join(' ') : null,
    planName,
    groupNumber,
    rxBin,
    rxPcn,
    rxGroup,
    supportPhone: plan?.support_phone ?? null,
  };
  view.shows.set(card, person ? [cover, person] : [cover]);
  return card;
}
