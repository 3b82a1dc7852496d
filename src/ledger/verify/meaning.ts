import { z } from 'zod';
import type { Queryable } from '../tree/tree-store.ts';
import { type ConsentEvent, ConsentHistory } from './consent-history.ts';
import type { DisclosureGroup } from './disclosure-groups.ts';
import type { Finding } from './finding.ts';

/** What was read of a ledger to judge its meaning. */
export type MeaningParts = {
  /** In the order of the ledger. */
  readonly events: readonly ConsentEvent[];
  readonly groups: readonly DisclosureGroup[];
  readonly entries: bigint;
  /** The first index whose entry is kept: grants may have been signed before it. */
  readonly retiredBelow: bigint;
};

export type Judgement = {
  readonly findings: readonly Finding[];
  /** Groups of disclosures whose grant was signed in what is retired. */
  readonly unjudged: number;
};

/** A grant lasts a year at most: what is disclosed later rests on one that was signed since. */
const longestTerm = 366 * 24 * 60 * 60 * 1000;

/** Judges every disclosure by what the ledger said of its grant and app at its place. */
export async function judgeMeaning(client: Queryable, parts: MeaningParts): Promise<Judgement> {
  const history = new ConsentHistory(parts.events);
  const findings: Finding[] = [];
  let unjudged = 0;
  const start = Math.min(...parts.groups.map(({ earliest }) => earliest));
  for (const group of parts.groups) {
    const { example, first, last } = group;
    const { grant, app } = example;
    const tell = (index: bigint, fault: string) => findings.push(meaningFinding(index, app, fault));
    const signed = history.grant(grant);
    if (signed === undefined) {
      if (parts.retiredBelow > 0n && group.latest < start + longestTerm) unjudged += 1;
      else tell(first, `grant ${grant} was never signed`);
      continue;
    }
    const fault = [group.earliest, group.latest]
      .map((at) => ConsentHistory.faultOf({ ...example, at }, signed))
      .find((found) => found !== undefined);
    if (fault !== undefined) tell(first, fault);
    if (first < signed.signedAt) tell(first, `grant ${grant} was signed after it`);
    const { endedAt } = signed;
    if (endedAt !== undefined && last > endedAt) {
      const index = await firstDisclosure(client, { grant, from: endedAt, to: parts.entries });
      tell(index ?? last, `grant ${grant} had ended before it`);
    }
  }
  for (const app of new Set(parts.groups.map(({ example }) => example.app))) {
    for (const { from, to } of history.unapproved(app, parts.entries)) {
      if (to <= parts.retiredBelow || from < parts.retiredBelow) continue;
      const index = await firstDisclosure(client, { app, from, to });
      if (index !== undefined) findings.push(meaningFinding(index, app, 'it was not approved'));
    }
  }
  return { findings, unjudged };
}

const meaningFinding = (index: bigint, app: string, fault: string): Finding => ({
  level: 'MEANING',
  class: 'MEANING',
  message: `entry ${index}, a disclosure to app ${app}: ${fault}`,
  index,
});

/** Columns are good enough to look by: that they say what the bytes say is judged beside. */
async function firstDisclosure(
  client: Queryable,
  by: { grant?: string; app?: string; from: bigint; to: bigint },
): Promise<bigint | undefined> {
  const { rows } = await client.query(
    `select idx from ledger.entry where kind = 'DISCLOSURE' and idx >= $1 and idx < $2
        and ($3::uuid is null or grant_id = $3) and ($4::uuid is null or app_id = $4)
      order by idx limit 1`,
    [`${by.from}`, `${by.to}`, by.grant ?? null, by.app ?? null],
  );
  return indexRows.parse(rows)[0]?.idx;
}

const indexRows = z.array(z.object({ idx: z.coerce.bigint() }));
