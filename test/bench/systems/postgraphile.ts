import { fileURLToPath } from 'node:url';
import { preparePolicies } from '../peers/prepare.ts';
import { freePort } from '../world/listen.ts';
import type { DatabaseName, World } from '../world/world.ts';
import { startServerProcess } from './server-process.ts';
import type { RunningSystem, SystemName } from './system.ts';

// Loaded by path alone: its libraries are those of test/bench/package.json.
const server = fileURLToPath(new URL('../peers/postgraphile-server.ts', import.meta.url));

/** PostGraphile as it comes, as a role that may read everything. */
export const startPostgraphile = (world: World, database: DatabaseName) =>
  start('postgraphile', world, database, { BENCH_DUTIES: 'off' });

/** PostGraphile with row-level security, a verified token, and an audit row for each member shown. */
export const startPostgraphileWithDuties = async (world: World, database: DatabaseName) => {
  const own = database === 'main' ? 'policies' : database;
  await world.prepare(own);
  await preparePolicies(world, own);
  return start('postgraphile-duties', world, own, { BENCH_DUTIES: 'on' });
};

async function start(
  name: SystemName,
  world: World,
  database: DatabaseName,
  duties: Readonly<Record<string, string>>,
): Promise<RunningSystem> {
  const { jwksUrl, issuer, audience } = world.issuer;
  return startServerProcess({
    name,
    argv: [server],
    port: await freePort(),
    environment: {
      DATABASE_URL: world.url(database),
      GRAPHILE_ENV: 'production',
      BENCH_JWKS_URL: jwksUrl,
      BENCH_ISSUER: issuer,
      BENCH_AUDIENCE: audience,
      ...duties,
    },
    path: '/ready',
  });
}
