import { z } from 'zod';
import type { Queryable } from '../tree/tree-store.ts';
import type { ConsentEvent } from './consent-history.ts';
import type { Finding } from './finding.ts';

/** How many documents are hashed by one statement. */
const batch = 500;

/**
 * Holds what was signed against the hashes that the ledger has of it: the text with the grant, and its PDF.
 * Grants that were signed before there were PDFs are passed over.
 */
export async function checkDocuments(
  client: Queryable,
  events: readonly ConsentEvent[],
): Promise<Finding[]> {
  const signed = events.flatMap(({ index, leaf }) =>
    leaf.kind === 'GRANT_SIGNED' && leaf.pdf !== undefined
      ? [{ index, grant: leaf.subject, document: leaf.document, pdf: leaf.pdf }]
      : [],
  );
  const findings: Finding[] = [];
  for (let from = 0; from < signed.length; from += batch) {
    const some = signed.slice(from, from + batch);
    const kept = await keptHashes(
      client,
      some.map(({ grant }) => grant),
    );
    for (const { index, grant, document, pdf } of some) {
      const found = kept.get(grant);
      const fault =
        faultOf('the text', found?.document, document) ?? faultOf('the PDF', found?.pdf, pdf);
      if (fault === undefined) continue;
      const message = `entry ${index}, the signing of grant ${grant}: ${fault}`;
      findings.push({ level: 'MEANING', class: 'DOCUMENT', message, index });
    }
  }
  return findings;
}

function faultOf(what: string, kept: string | null | undefined, signed: string) {
  if (kept === signed) return undefined;
  return kept == null
    ? `${what} that was signed is gone`
    : `${what} is not the one that was signed`;
}

/** By grant; hashed by the database, so that no document travels. */
async function keptHashes(
  client: Queryable,
  grants: readonly string[],
): Promise<Map<string, Hashes>> {
  const { rows } = await client.query(
    `select g.id as grant, encode(sha256(convert_to(g.document, 'UTF8')), 'hex') as document,
        encode(sha256(d.pdf), 'hex') as pdf
      from public.consent_grant g left join public.grant_document d on d.grant_id = g.id
      where g.id = any($1::uuid[])`,
    [grants],
  );
  return new Map(hashRows.parse(rows).map((row) => [row.grant, row]));
}

const hashRows = z.array(
  z.object({ grant: z.string(), document: z.string(), pdf: z.string().nullable() }),
);
type Hashes = z.infer<typeof hashRows>[number];
