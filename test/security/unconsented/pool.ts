import type { Dice } from './dice.ts';
import { cursorToken, globalId, subjectOf, tokenPrefix } from './expected-page.ts';
import type { MadeRecord } from './record.ts';
import {
  type Asker,
  maySee,
  type Now,
  type Reach,
  reachOf,
  visibleApps,
  visibleGrants,
} from './rule.ts';
import type { World } from './world.ts';

/** What questions are made of: ids of everything that is there, and cursors from earlier answers. */
export class Pool {
  readonly world: World;
  readonly now: Now;
  readonly #cursors: readonly Cursor[];
  readonly #things: ReadonlyMap<string, readonly Thing[]>;
  readonly #seen = new Map<string, readonly string[]>();

  /** @param sealed cursors that answers held, with what they stand for */
  constructor(world: World, now: Now, sealed: Iterable<readonly [string, string]>) {
    this.world = world;
    this.now = now;
    this.#cursors = [...sealed].map(([cursor, token]) => cursorOf(cursor, token));
    this.#things = Map.groupBy(everything(world, now), ({ type }) => type);
  }

  /** The place in a list that an earlier answer stopped at, with whoever it was given to. */
  resumption(dice: Dice): Resumption | undefined {
    const usable = this.#cursors.filter(({ subject }) => /^(APP|MEMBER|AUDITOR) /.test(subject));
    if (usable.length === 0) return undefined;
    const cursor = dice.one(usable);
    const [kind, id = ''] = cursor.subject.split(' ');
    const [list = '', memberId] = cursor.list.split(' ');
    const asker: Asker =
      kind === 'APP'
        ? { kind, appId: id }
        : kind === 'MEMBER'
          ? { kind, memberId: id }
          : { kind: 'AUDITOR' };
    return { ...cursor, list, asker, memberId };
  }

  /** A global id of a type: mostly one that the asker may see, where there is any. */
  id(dice: Dice, asker: Asker, type: string): string {
    const all = this.#things.get(type) ?? [];
    const seen = this.#seenBy(asker, type);
    const kind = dice.below(100);
    if (kind < 76 && seen.length > 0) return dice.one(seen);
    if (kind < 91 && all.length > 0) return gidOf(dice.one(all));
    if (kind < 95) return this.id(dice, asker, dice.one([...this.#things.keys()]));
    if (kind < 98) return globalId(type, '0b1d5c2e-0000-4000-8000-000000000000');
    return dice.one([globalId(type, 'none'), 'no id', '', globalId('Nonsense', 'none')]);
  }

  /** Ids without type: members, and partners where they are asked for. */
  get memberIds(): string[] {
    return this.now.rows.members.map(({ id }) => id);
  }

  /** The members that somebody may see now. */
  membersSeenBy(asker: Asker): readonly string[] {
    return this.memberIds.filter((id) => reachOf(this.now, asker, id) !== undefined);
  }

  /** Whether it is a type of health record. */
  isRecord = (type: string): boolean => this.#things.get(type)?.[0]?.record !== undefined;

  /** Whether somebody may see any object of a type now. */
  sees = (asker: Asker, type: string): boolean => this.#seenBy(asker, type).length > 0;

  people(): MadeRecord[] {
    return [...this.world.records.values()].filter(({ type }) => type === 'Demographics');
  }

  /** A cursor to go on with: of this very list, with the filter it was made for; else any other, or none. */
  cursor(dice: Dice, asker: Asker, list: string): { after: string; filter?: object } {
    const own = this.#cursors.filter(
      (one) => one.list === list && one.subject === subjectOf(asker),
    );
    const sort = dice.below(100);
    if (sort < 60 && own.length > 0) {
      const { cursor, filter } = dice.one(own);
      return { after: cursor, filter };
    }
    const cousins = this.#cursors.filter((one) => one.list === list);
    if (sort < 75 && cousins.length > 0) return { after: dice.one(cousins).cursor };
    if (sort < 90 && this.#cursors.length > 0) return { after: dice.one(this.#cursors).cursor };
    return { after: this.#forged(dice) };
  }

  #forged(dice: Dice): string {
    if (this.#cursors.length === 0 || dice.chance(30)) {
      return dice.one(['', 'AAAA', Buffer.from('["2020-01-01","x"]').toString('base64url')]);
    }
    const bytes = Buffer.from(dice.one(this.#cursors).cursor, 'base64url');
    const at = dice.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
    return bytes.toString('base64url');
  }

  #seenBy(asker: Asker, type: string): readonly string[] {
    const key = `${JSON.stringify(asker)} ${type}`;
    const known = this.#seen.get(key);
    if (known) return known;
    const reaches = new Map(
      this.membersSeenBy(asker).map((id) => [id, reachOf(this.now, asker, id)]),
    );
    const found = (this.#things.get(type) ?? [])
      .filter((one) => this.#isSeen(asker, one, reaches))
      .map(gidOf);
    this.#seen.set(key, found);
    return found;
  }

  #isSeen(
    asker: Asker,
    { type, id, record }: Thing,
    reaches: ReadonlyMap<string, Reach | undefined>,
  ): boolean {
    if (record) return maySee(reaches.get(record.memberId), record);
    if (type === 'Member') return reaches.has(id);
    if (type === 'App') {
      const own = this.now.rows.apps.some(
        (one) => one.id === id && one.partner_id === asker.partnerId,
      );
      // Partners see others' apps too, and can do something with their own.
      return asker.kind === 'PARTNER'
        ? own
        : visibleApps(this.now, asker).some((one) => one.id === id);
    }
    if (type === 'Grant') return visibleGrants(this.now, asker).some((one) => one.id === id);
    return true;
  }
}

function* everything(world: World, { rows }: Now): Iterable<Thing> {
  for (const { id } of rows.members) yield { type: 'Member', id };
  for (const { id } of rows.plans) yield { type: 'Plan', id };
  for (const { id } of rows.apps) yield { type: 'App', id };
  for (const { id } of rows.materials) yield { type: 'Material', id };
  for (const { id } of rows.grants) yield { type: 'Grant', id };
  for (const record of world.records.values()) {
    yield { type: record.type, id: `${record.memberId}.${record.id}`, record };
  }
}

const gidOf = ({ type, id }: Thing) => globalId(type, id);

type Thing = { readonly type: string; readonly id: string; readonly record?: MadeRecord };

/** A list to be read on, by whom, and where in it. */
export type Resumption = {
  readonly asker: Asker;
  readonly cursor: string;
  readonly filter: object;
  /** The type that is listed to a member, or the root field. */
  readonly list: string;
  readonly memberId: string | undefined;
};

/** A cursor that an answer held, and what it is for. */
type Cursor = {
  readonly cursor: string;
  readonly subject: string;
  readonly list: string;
  /** As the argument that it was asked with. */
  readonly filter: object;
};

function cursorOf(cursor: string, token: string): Cursor {
  const [subject, list, filter] = cursorToken.parse(JSON.parse(token.slice(tokenPrefix.length)));
  return { cursor, subject, list, filter: JSON.parse(filter) };
}
