import type { TokenHolder } from '../../src/identity/issue-token.ts';
import type { TestGateway } from '../kit/gateway.ts';

/** All that a request has left behind, but for what tells one request from another. */
export type FullAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** The bytes of the body. */
  readonly text: string;
  /** Its entries in the ledger. */
  readonly leaves: readonly object[];
};

/** Sends an operation, and looks up what it left in the ledger. */
export async function askFully(
  gateway: TestGateway,
  as: TokenHolder,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<FullAnswer> {
  const { status, headers, text } = await gateway.ask(query, { as, variables });
  const release = headers.get('x-request-id');
  if (release === null) throw new Error('an answer without its request id');
  const { rows } = await gateway.database.gateway.query(
    `select convert_from(leaf, 'UTF8')::jsonb - array['release', 'at', 'token'] as leaf
      from ledger.entry where release_id = $1 order by idx`,
    [release],
  );
  return {
    status,
    headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)).sort(),
    text,
    leaves: rows.map(({ leaf }) => leaf),
  };
}
