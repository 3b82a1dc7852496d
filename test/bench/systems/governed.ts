import { fileURLToPath } from 'node:url';
import { freePort } from '../world/listen.ts';
import { gatewaySettings } from './gateway-settings.ts';
import { startServerProcess } from './server-process.ts';
import type { StartSystem } from './system.ts';

const start = fileURLToPath(new URL('../../../src/start.mjs', import.meta.url));

/** The gateway, as `npm start` serves it in production. */
export const startGoverned: StartSystem = async (world, database, nodeOptions = []) =>
  startServerProcess({
    name: 'governed',
    argv: [...nodeOptions, start, 'serve'],
    port: await freePort(),
    environment: gatewaySettings(world, database),
    path: '/ready',
  });
