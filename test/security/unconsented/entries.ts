import type { Expected } from './expected.ts';
import type { View } from './expected-page.ts';
import type { RawEntry } from './raw-rows.ts';
import type { MadeRecord } from './record.ts';
import { maySee, reachOf } from './rule.ts';

/**
 * What of an answer the ledger does not account for: every member and record that it shows must be in
 * an entry of its release, and whose complaints and deletion requests were read by others.
 */
export function unaccounted(
  view: View,
  expected: Expected,
  release: readonly RawEntry[],
): string[] {
  const missing = [...view.members]
    .filter((memberId) => entryOf(release, memberId) === undefined)
    .map((memberId) => `no entry for member ${memberId}`);
  const unnamed = [...expected.records]
    .filter((record) => !names(entryOf(release, record.memberId), record))
    .map((record) => `no entry names ${record.type} ${record.id}`);
  const unheard = [...view.heard]
    .filter((memberId) => !release.some(({ leaf }) => leaf.members?.includes(memberId)))
    .map((memberId) => `no entry for a complaint or deletion request of member ${memberId}`);
  return [...missing, ...unnamed, ...unheard];
}

/** What the entries of a release name that the rule withholds: then it was read, if not shown. */
export const withheldIn = (view: View, release: readonly RawEntry[]): string[] =>
  release.flatMap((entry) => faultsOf(view, entry));

const entryOf = (release: readonly RawEntry[], memberId: string) =>
  release.find(({ leaf }) => leaf.member === memberId && leaf.records !== undefined);

const names = (entry: RawEntry | undefined, { type, id }: MadeRecord) =>
  entry?.leaf.records?.[type]?.includes(id) ?? false;

function faultsOf({ world, now, asker }: View, { leaf }: RawEntry): string[] {
  if (leaf.records === undefined) return [];
  const reach = reachOf(now, asker, leaf.member ?? '');
  if (reach === undefined) return [`an entry for member ${leaf.member}, who is not there`];
  const withheld = Object.values(leaf.records)
    .flat()
    .filter((id) => {
      const record = world.records.get(id);
      return record === undefined || !maySee(reach, record);
    })
    .map((id) => `an entry names record ${id}, which is withheld`);
  const other = reach.own
    ? leaf.kind !== 'SELF_ACCESS'
    : leaf.kind !== 'DISCLOSURE' ||
      leaf.app !== asker.appId ||
      leaf.grant !== reach.grant.id ||
      leaf.grantVersion !== reach.grant.version ||
      leaf.purpose !== reach.grant.purpose;
  return other
    ? [...withheld, `the entry for member ${leaf.member} is of another app or grant`]
    : withheld;
}
