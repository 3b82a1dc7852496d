import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { z } from 'zod';
import type { Dice } from './dice.ts';
import { globalId } from './expected-page.ts';
import { fitted, officeId } from './office-values.ts';
import type { Pool } from './pool.ts';
import { type Asker, isLive } from './rule.ts';

/** What a random value is drawn for. */
export type Draw = {
  readonly dice: Dice;
  readonly pool: Pool;
  readonly asker: Asker;
  /** The type of object that an id is wanted of, where the place does not tell. */
  readonly wanted?: string | undefined;
  /** What no executed operation has reached yet. */
  readonly missing: ReadonlySet<string>;
  /** The member that it is to be about. */
  readonly memberId?: string | undefined;
};

/** Which objects the ids in arguments and input fields are of. */
const typeOfId: Readonly<Record<string, string>> = {
  appId: 'App',
  memberId: 'Member',
  planId: 'Plan',
  grantId: 'Grant',
  readMaterialIds: 'Material',
};

/** A value for an argument or input field of this name: mostly a good one. */
export function drawValue(draw: Draw, name: string, type: GraphQLInputType): unknown {
  const { dice } = draw;
  if (isNonNullType(type)) return drawPresent(draw, name, type.ofType);
  return dice.chance(4) ? null : drawPresent(draw, name, type);
}

function drawPresent(draw: Draw, name: string, type: GraphQLInputType): unknown {
  const { dice } = draw;
  if (isNonNullType(type)) return drawPresent(draw, name, type.ofType);
  if (isListType(type)) {
    if (name === 'readMaterialIds' && dice.chance(85)) return everyMaterial(draw);
    return Array.from({ length: 1 + dice.below(3) }, () => drawPresent(draw, name, type.ofType));
  }
  if (isEnumType(type)) return dice.one(type.getValues()).name;
  if (!isInputObjectType(type)) return drawScalar(draw, name, type.name);
  if (type.name === 'CallerIdentification') return drawCaller(draw);
  const fields = Object.values(type.getFields()).filter(
    (field) =>
      isNonNullType(field.type) ||
      dice.chance(draw.missing.has(`${type.name}.${field.name}`) ? 80 : 40),
  );
  const drawn = Object.fromEntries(
    fields.map((field) => [field.name, drawValue(draw, field.name, field.type)]),
  );
  return type.name === 'RevokeGrantForCallerInput' || type.name === 'RequestDeletionForCallerInput'
    ? ofOneCaller(draw, type.name, drawn)
    : fitted(draw, type.name, drawn);
}

/** Mostly a grant that is the caller's. */
function ofOneCaller({ dice, pool }: Draw, type: string, input: Record<string, unknown>) {
  const told = z.object({ memberNumber: z.string() }).parse(input['caller']);
  const caller = pool.people().find(({ shown }) => shown['memberNumber'] === told.memberNumber);
  const all = pool.now.rows.grants.filter((one) => one.member_id === caller?.memberId);
  const ended = all.filter((one) => !isLive(one));
  const grants = type === 'RequestDeletionForCallerInput' && ended.length > 0 ? ended : all;
  if (grants.length === 0 || dice.chance(25)) return input;
  return { ...input, grantId: globalId('Grant', dice.one(grants).id) };
}

/** What a member has to read before signing. */
function everyMaterial({ pool, asker }: Draw): string[] {
  const plan = pool.now.rows.members.find(({ id }) => id === asker.memberId)?.plan_id;
  return pool.now.rows.materials
    .filter((one) => (plan === undefined || one.plan_id === plan) && one.language === 'en')
    .map(({ id }) => globalId('Material', id));
}

/** What a caller tells: mostly all of one person, else something of another one. */
function drawCaller({ dice, pool }: Draw) {
  const people = pool.people();
  const caller = dice.one(people);
  const slip = (field: string) => (dice.chance(8) ? dice.one(people) : caller).shown[field];
  return {
    memberNumber: slip('memberNumber'),
    familyName: dice.chance(10) ? String(slip('familyName')).toUpperCase() : slip('familyName'),
    birthDate: slip('birthDate'),
  };
}

const nobodys = '0b1d5c2e-0000-4000-8000-000000000000';
const hour = 60 * 60 * 1000;

function drawScalar(draw: Draw, name: string, scalar: string): unknown {
  const { dice, pool, asker, wanted } = draw;
  const { rows, entries } = pool.now;
  switch (scalar) {
    case 'Int':
      if (name === 'termDays') return 1 + dice.below(370);
      return dice.chance(97) ? dice.one([1, 1, 2, 2, 3, 5, 20, 100]) : dice.one([0, -1, 101]);
    case 'SafeInt':
      return dice.below(entries.length + 2);
    case 'Boolean':
      return dice.chance(50);
    case 'Date':
      return dice.one(pool.world.days);
    case 'DateTime':
      return new Date(Date.now() + (dice.below(5) - 3) * hour).toISOString();
    case 'ID': {
      const type = wanted ?? typeOfId[name] ?? 'Member';
      const { memberId } = draw;
      return type === 'Member' && memberId !== undefined && dice.chance(90)
        ? globalId(type, memberId)
        : pool.id(dice, asker, type);
    }
    case 'UUID': {
      const last = entries.slice(-50).map(({ leaf }) => leaf.release);
      if (name === 'requestId') return dice.one(last);
      if (name === 'appId') return dice.one(rows.apps).id;
      if (name === 'exportId') return dice.one([nobodys, ...rows.exports.map(({ id }) => id)]);
      const office = officeId(draw, name);
      if (office !== undefined) return office;
      if (name === 'partnerId') return dice.one(rows.partners).id;
      const seen = pool.membersSeenBy(asker);
      return dice.one(seen.length > 0 && dice.chance(70) ? seen : pool.memberIds);
    }
    default:
      return drawText(draw, name);
  }
}

function drawText({ dice, asker }: Draw, name: string): string {
  switch (name) {
    case 'language':
      return dice.chance(92) ? 'en' : 'es';
    // A member's own words, which recipients never see.
    case 'signature':
    case 'reason':
      return `${name}-of-${asker.memberId ?? 'nobody'}`;
    case 'privacyPolicyUrl':
    case 'redirectUris':
      return dice.chance(90)
        ? `https://app.example/${dice.one(['here', 'there', 'back'])}`
        : 'nowhere';
    case 'url':
      return dice.chance(80)
        ? `https://partner.example/hook/${dice.below(1_000)}`
        : dice.one(['http://partner.example/hook', 'https://a:b@partner.example', 'nowhere']);
    case 'search':
      return dice.one(['app', 'PARTNER app', ' App  7', 'p a r t', '%', '_', 'nobody', ' ']);
    case 'filingKey':
      return dice.chance(90) ? `key-${dice.below(4)}` : '';
    case 'text':
      return dice.chance(95) ? `complaint-of-${asker.memberId ?? 'nobody'}` : '';
    case 'documents':
      return dice.chance(85)
        ? `query Q${dice.below(5)} { apps(first: 1) { nodes { id } } }`
        : 'no document';
    case 'name':
      return dice.chance(90) ? `App ${dice.below(1_000_000)}` : '';
    default:
      return dice.chance(95) ? 'Some words.' : '';
  }
}
