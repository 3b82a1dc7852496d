const day = 24 * 60 * 60 * 1_000;
const daysBefore = 15;

/** Whether a member may register or share now; from when, where it is too early. */
export type Eligibility =
  | { readonly kind: 'OPEN' }
  | { readonly kind: 'EARLY'; readonly from: Date }
  | { readonly kind: 'OVER' };

/**
 * From fifteen days before coverage begins and while it lasts, by calendar days in UTC. What the plan
 * has not told is no bound.
 *
 * @param covered the first and the last day, as midnights in UTC
 */
export function eligibilityOf(
  covered: { readonly effectiveFrom: Date | null; readonly effectiveUntil: Date | null },
  now: Date,
): Eligibility {
  const { effectiveFrom, effectiveUntil } = covered;
  const today = Math.floor(now.getTime() / day) * day;
  if (effectiveFrom !== null) {
    const from = new Date(effectiveFrom.getTime() - daysBefore * day);
    if (today < from.getTime()) return { kind: 'EARLY', from };
  }
  return effectiveUntil !== null && today > effectiveUntil.getTime()
    ? { kind: 'OVER' }
    : { kind: 'OPEN' };
}

/** Whether the last day of coverage is past. */
export const isCoverageOver = (covered: Parameters<typeof eligibilityOf>[0]): boolean =>
  eligibilityOf(covered, new Date()).kind === 'OVER';
