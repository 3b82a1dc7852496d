import { fileURLToPath } from 'node:url';
import { freePort } from '../world/listen.ts';
import { gatewaySettings } from './gateway-settings.ts';
import { startServerProcess } from './server-process.ts';
import type { StartSystem } from './system.ts';

const server = fileURLToPath(new URL('ungoverned-server.ts', import.meta.url));

/** The gateway's own parts without shield, consent and ledger. */
export const startUngoverned: StartSystem = async (world, database, nodeOptions = []) =>
  startServerProcess({
    name: 'ungoverned',
    argv: [...nodeOptions, server],
    port: await freePort(),
    environment: {
      ...gatewaySettings(world, database),
      BENCH_PLAN_ID: world.population.planId,
    },
    path: '/ready',
  });
