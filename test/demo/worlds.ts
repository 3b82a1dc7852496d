import type { Resource } from '../../prisma/demo/fhir/resource.ts';
import type { DemoPlan } from '../../prisma/demo/plans.ts';
import { type DemoWorld, generateDemoWorld } from '../../prisma/demo/world.ts';

export const TODAY = '2026-03-01';

/** The world that the suites look at, and its records by plan: made once a file. */
export const world: DemoWorld = generateDemoWorld({ seed: 'test', today: TODAY });

export const recordsByPlan: ReadonlyMap<DemoPlan, readonly Resource[]> = new Map(
  world.plans.map((plan) => [plan, [...world.fhirResources(plan.id)]]),
);

export const records: readonly Resource[] = [...recordsByPlan.values()].flat();

export interface Leaf {
  /** Property names only, array places left out: `item.productOrService.coding.code`. */
  readonly path: string;
  readonly value: unknown;
}

/** Every primitive value of a record, and every empty object or array, with its path. */
export function* leavesOf(value: unknown, path = ''): Iterable<Leaf> {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    yield { path, value };
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`;
    yield* leavesOf(inner, step);
  }
}

/** The text of a record as it goes into NDJSON. */
export const lineOf = (record: Resource) => JSON.stringify(record);

/** Whether a record has a code that begins so. */
export function hasCode(record: Resource, beginning: string): boolean {
  return lineOf(record).includes(`"code":"${beginning}`);
}

/** The records of one type. */
export function ofType<Type extends Resource['resourceType']>(
  type: Type,
  among: readonly Resource[] = records,
): Extract<Resource, { resourceType: Type }>[] {
  return among.filter(
    (record): record is Extract<Resource, { resourceType: Type }> => record.resourceType === type,
  );
}
