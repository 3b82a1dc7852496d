import { z } from 'zod';
import type { MemberSession } from '../accounts/sessions.ts';
import { documentHash } from '../apps/operations.ts';
import type { ErrorCode } from '../errors.ts';
import type { OwnTokens } from '../identity/own-tokens.ts';

/** Asks the gateway's own GraphQL as the member of a session, by a document that comes with the gateway. */
export type Ask = <Data>(
  session: MemberSession,
  operation: string,
  variables: Readonly<Record<string, unknown>>,
  data: z.ZodType<Data>,
) => Promise<Data>;

export type AskParts = {
  /** The gateway's GraphQL, as a fetch handler. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response> | Response;
  readonly tokens: OwnTokens;
  /** The operations that come with the gateway: text by name. */
  readonly operations: ReadonlyMap<string, string>;
};

/** The gateway did not answer: its ledger or database cannot serve now. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** What was asked for makes no sense: an address was changed, or is old. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

const ofTheAsker: ReadonlySet<string> = new Set([
  'BAD_CURSOR',
  'BAD_USER_INPUT',
] satisfies ErrorCode[]);

const answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ extensions: z.object({ code: z.string().optional() }).optional() }))
    .optional(),
});

/**
 * A member's own pages ask what a front end would ask: the same rules, gate and ledger stand between.
 *
 * @throws NotUnderstood where an argument is none, else NotAnswered; each with the codes of what was wrong
 */
export function createAsk({ fetch, tokens, operations }: AskParts): Ask {
  const ids = new Map(
    [...operations].map(([name, text]) => [name, `sha256:${documentHash(text)}`]),
  );
  return async ({ id, memberId, expiresAt }, operation, variables, data) => {
    const documentId = ids.get(operation);
    if (documentId === undefined) throw new Error(`there is no operation ${operation}`);
    const token = tokens.issue({
      kind: 'MEMBER',
      memberId,
      subject: memberId,
      tokenId: id,
      expiresAt,
    });
    const response = await fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ documentId, variables }),
    });
    const { errors, ...answered } = answer.parse(await response.json());
    if (errors !== undefined) {
      const codes = errors.map(({ extensions }) => extensions?.code ?? 'unknown');
      if (codes.every((code) => ofTheAsker.has(code))) {
        throw new NotUnderstood(`${operation}: ${codes.join(', ')}`);
      }
      throw new NotAnswered(`${operation}: ${codes.join(', ')}`);
    }
    return data.parse(answered.data);
  };
}
