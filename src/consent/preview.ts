import type { Door } from './door/door.ts';
import type { RecordKind } from './door/record-kind.ts';
import type { GrantPermission } from './permission.ts';
import { compileScope } from './scope.ts';
import { type Category, categories } from './vocabulary.ts';

/** Of the door, what counts and compares, and lets nothing out. */
export type SigningDoor = Pick<Door, 'count' | 'isNameOf'>;

/** What a consent would release today, for the member who thinks about signing it. */
export type Preview = ReadonlyMap<
  Category,
  { readonly records: number; readonly sensitive: number }
>;

/**
 * Counts what a permission would cover if it stood: by the same door that would let it out.
 *
 * @param kinds those that are counted
 */
export async function previewOf(
  door: Pick<SigningDoor, 'count'>,
  kinds: readonly RecordKind[],
  permission: GrantPermission,
): Promise<Preview> {
  const scope = compileScope(permission);
  const counts = (await Promise.all(kinds.map((kind) => door.count(kind, scope)))).flat();
  return new Map(
    categories
      .filter((category) => scope.categories.has(category))
      .map((category) => {
        const own = counts.filter((one) => one.category === category);
        const sum = (of: 'records' | 'sensitive') => own.reduce((all, one) => all + one[of], 0);
        return [category, { records: sum('records'), sensitive: sum('sensitive') }];
      }),
  );
}
