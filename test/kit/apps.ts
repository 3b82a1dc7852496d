import type { TestGateway } from './gateway.ts';
import { admin, mutate, read } from './graphql.ts';

/** The version of an app that an admin looks at now; 1 where there is none. */
export async function versionSeen(gateway: TestGateway, appId: string): Promise<number> {
  const { app } = await read(gateway, admin, 'query V($id: ID!) { app(id: $id) { version } }', {
    id: appId,
  });
  return app?.version ?? 1;
}

/** Approves what an admin sees now. */
export async function approveApp(
  gateway: TestGateway,
  appId: string,
  payload = 'app { state stateRisk stateReason }',
) {
  const version = await versionSeen(gateway, appId);
  return mutate(gateway, admin, 'approveApp', { appId, version }, payload);
}
