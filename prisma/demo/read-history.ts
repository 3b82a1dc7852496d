import type { Config } from '../../src/config.ts';
import type { GraphqlEndpoint } from '../../src/gateway/graphql-endpoint.ts';
import { developmentKey } from '../../src/identity/development-key.ts';
import { issueDevelopmentToken } from '../../src/identity/issue-token.ts';
import type { DemoWorld } from './world.ts';

/** What apps ask for on an ordinary day. */
const reads = [
  `query DailySync { members(first: 20) { nodes { id
     claims(first: 10) { nodes { serviceDate typeCode paidAmount { amount } } } } } }`,
  `query MedicationList { members(first: 10) { nodes { id
     medicationRequests(first: 10) { nodes { medication { code text } authoredOn } } } } }`,
  `query CareSummary { members(first: 5) { nodes { id
     demographics { birthDate gender }
     conditions(first: 20) { nodes { code { code text } } } encounters(first: 10) { nodes { startedAt } } } } }`,
];

/** Reads through the gateway as each approved app, so that the history holds what really happened. */
export async function readSomeHistory(
  config: Config,
  graphql: GraphqlEndpoint,
  world: DemoWorld,
): Promise<void> {
  const key = await developmentKey(config);
  for (const app of world.apps.filter(({ state }) => state === 'APPROVED')) {
    const token = await issueDevelopmentToken({
      as: { kind: 'APP', appId: app.id },
      settings: config.token,
      key,
    });
    for (const query of reads) {
      const response = await graphql.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      });
      const body = await response.text();
      if (!response.ok || body.includes('"errors"')) {
        throw new Error(`${app.name} could not read its demo data: ${body.slice(0, 500)}`);
      }
    }
  }
}
