import type { TokenHolder } from '../../src/identity/issue-token.ts';
import type { TestGateway } from './gateway.ts';

/** The opaque id by which GraphQL names an object. */
export const globalId = (type: string, id: string) =>
  Buffer.from(`${type}:${id}`).toString('base64');

/** Whoever asks, in short. */
export const asMember = (memberId: string): TokenHolder => ({ kind: 'MEMBER', memberId });
export const asApp = (app: { id: string }): TokenHolder => ({ kind: 'APP', appId: app.id });
export const asPartner = (app: { partnerId: string }): TokenHolder => ({
  kind: 'PARTNER',
  partnerId: app.partnerId,
});
export const auditor: TokenHolder = { kind: 'AUDITOR' };
export const agent: TokenHolder = { kind: 'AGENT' };
export const admin: TokenHolder = { kind: 'ADMIN' };

/** The `data` of a query that must not fail. */
export async function read(
  gateway: TestGateway,
  as: TokenHolder,
  query: string,
  variables: Record<string, unknown> = {},
) {
  const { body } = await gateway.ask(query, { as, variables });
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

/**
 * What a mutation answers: its payload, or the union member that says why not.
 *
 * @param payload what to select of the payload
 */
export async function mutate(
  gateway: TestGateway,
  as: TokenHolder,
  name: string,
  input: Record<string, unknown>,
  payload: string,
) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation TestMutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${payload} } ... on Error { message code path } } }`;
  return (await read(gateway, as, query, { input }))[name];
}

/** Every leaf of the ledger, oldest first, each as its JSON says. */
export async function ledgerLeaves(gateway: TestGateway) {
  const { rows } = await gateway.asAdministrator(
    `select convert_from(leaf, 'UTF8')::jsonb as leaf from ledger.entry order by idx`,
  );
  return rows.map((row) => row.leaf);
}

/**
 * Moves a grant's term into the past. Nobody may: its triggers are off for this one statement.
 */
export async function letTermRunOut(gateway: TestGateway, grantId: string): Promise<void> {
  await gateway.asAdministrator(`begin;
    set local session_replication_role = replica;
    update public.consent_grant set signed_at = signed_at - interval '2 days',
      starts_at = starts_at - interval '2 days', ends_at = now() - interval '1 second'
    where id = '${grantId}';
    commit`);
}
