import { fileURLToPath } from 'node:url';
import { freePort } from '../world/listen.ts';
import { startServerProcess } from './server-process.ts';
import type { StartSystem } from './system.ts';

const server = fileURLToPath(new URL('hand-written-server.ts', import.meta.url));

/** What one would write for these five questions alone, and nothing else. */
export const startHandWritten: StartSystem = async (world, database, nodeOptions = []) =>
  startServerProcess({
    name: 'hand-written',
    argv: [...nodeOptions, server],
    port: await freePort(),
    environment: { DATABASE_URL: world.url(database) },
    path: '/ready',
  });
