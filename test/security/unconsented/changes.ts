import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { grantShape } from './expected-history.ts';
import { appShape } from './expected-office.ts';
import { refusal, type Shape, type View } from './expected-page.ts';
import type { RawRows } from './raw-rows.ts';

const answered = z.looseObject({
  outcome: z.string(),
  code: z.string().optional(),
  message: z.string().optional(),
  path: z.string().nullish(),
});
const refused = z.object({ extensions: z.object({ code: z.string() }) });

/**
 * What a mutation must answer, told by what it changed: the rows of before and after say whether it
 * was carried out. Where nothing changed its reason is its own, and only searched for betrayals.
 */
export function carriedOut(
  view: View,
  schema: GraphQLSchema,
  name: string,
  before: RawRows,
  answer: { readonly data: unknown; readonly errors: readonly unknown[] },
): Shape {
  const { rows } = view.now;
  const outcome = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  const grants = changed(before.grants, rows.grants);
  // A grant that follows another one changes both: the new one is the answer.
  const grant = grants.find(({ version }) => version === 1) ?? grants[0];
  const [app] = changed(before.apps, rows.apps);
  if (grant) return { [name]: { __typename: outcome, grant: grantShape(view, schema, grant) } };
  if (app) return { [name]: { __typename: outcome, app: appShape(view, app) } };
  return { [name]: () => reasonOf(name, answer) };
}

function reasonOf(
  name: string,
  answer: { readonly data: unknown; readonly errors: readonly unknown[] },
): Shape {
  const given =
    answer.data instanceof Object ? answered.safeParse(Reflect.get(answer.data, name)) : undefined;
  if (given?.success) {
    const { outcome, ...reason } = given.data;
    if (outcome.endsWith('Payload')) throw refusal('NOTHING_WAS_CHANGED');
    return { __typename: outcome, ...reason };
  }
  throw refusal(refused.safeParse(answer.errors[0]).data?.extensions.code ?? 'NO_REASON');
}

const changed = <Row extends { id: string; version: number }>(
  before: readonly Row[],
  after: readonly Row[],
) => after.filter((row) => before.find(({ id }) => id === row.id)?.version !== row.version);
