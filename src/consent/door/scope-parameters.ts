import type { Scope } from '../scope.ts';
import { categoriesOf, type RecordKind } from './record-kind.ts';

/** Where a page begins: after the record with this date of service and id. */
export type PagePosition = { readonly serviceDate: string | null; readonly id: string };

/** One element of `$1` of the statements in `statement.ts`, but for its place among them. */
export type ScopeParameters = {
  member: string;
  record: string | null;
  since: string;
  until: string;
  undated: boolean;
  prior_authorizations: boolean;
  every_label: boolean;
  labels: readonly string[];
  categories: readonly string[];
  payments: boolean;
  before_date: string;
  before_id: string;
  take: number;
};

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What one scope and one page mean to the statement. */
export function scopeParameters(
  kind: RecordKind,
  scope: Scope,
  request: {
    record?: string;
    payments: boolean;
    after?: PagePosition | undefined;
    take?: number;
  },
): ScopeParameters {
  // A kind that is no service has no date to judge: it stands outside every window.
  const dates =
    kind.dated && scope.dates !== 'ALL' ? scope.dates : { since: '-infinity', until: 'infinity' };
  return {
    member: scope.memberId,
    record: request.record ?? null,
    ...dates,
    undated: !kind.dated || scope.undated,
    prior_authorizations: scope.priorAuthorizations,
    every_label: scope.labels === 'ALL',
    labels: scope.labels === 'ALL' ? [] : scope.labels,
    categories: categoriesOf(kind).filter((category) => scope.categories.has(category)),
    payments: request.payments && scope.categories.has('PAYMENTS'),
    // Without a cursor the page begins at the window's end, so no later row is even touched.
    before_date: request.after ? (request.after.serviceDate ?? '-infinity') : dates.until,
    before_id: request.after?.id ?? lastId,
    take: request.take ?? 1,
  };
}
