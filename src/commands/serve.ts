import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type Config, ConfigurationError } from '../config.ts';
import { connectDatabase } from '../db/connect.ts';
import { createGateway } from '../gateway/gateway.ts';
import { welcome } from './welcome.ts';

/** `npm start`: serves until it is told to stop, then finishes what is under way. */
export async function serve(config: Config, log: Logger): Promise<number> {
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  // A stop during the start is carried out when the start is through.
  const stopped = toldToStop();
  const { database, close } = await connectDatabase(config, 'own', say);
  try {
    const gateway = await createGateway(config, database, log);
    try {
      if (config.demoData) {
        const { seedDemo } = await import('../../prisma/demo/seed.ts');
        // Its reads are no requests of anybody's: the log begins with the first one that is.
        const { level } = log;
        if (log.isLevelEnabled('info')) log.level = 'warn';
        await seedDemo({ config, database, graphql: gateway.graphql, say });
        log.level = level;
      }
      const port = await listen(gateway.server, config);
      process.stdout.write(await welcome(config, database, port));
      log.info({ because: await stopped }, 'stopping');
    } finally {
      await gateway.close();
    }
  } finally {
    await close();
  }
  log.info('stopped');
  return 0;
}

/**
 * Resolves with what stops the gateway: a signal, or the end of the npm that started it. npm passes
 * a SIGTERM to its shell, which does not pass it on, and would leave us serving without a parent.
 */
function toldToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => resolve(signal));
    }
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve('end of npm');
    }, 500).unref();
  });
}

/** @returns the port, which the system chose when PORT is 0 */
async function listen(server: Server, { host, port }: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const example = `Example: PORT=${port === 65_535 ? port - 1 : port + 1}`;
      reject(
        new ConfigurationError(`HOST, PORT: cannot be listened on: ${cause.message}. ${example}`),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return isAddress(address) ? address.port : port;
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;
