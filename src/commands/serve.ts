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
  // A stop during the start is carried out as soon as there is something to stop.
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve(signal));
  });
  const { database, close } = await connectDatabase(config, 'own', say);
  try {
    const gateway = await createGateway(config, database, log);
    try {
      if (config.demoData) {
        const { seedDemo } = await import('../../prisma/demo/seed.ts');
        await seedDemo({ config, database, graphql: gateway.graphql, say });
      }
      const port = await listen(gateway.server, config);
      process.stdout.write(await welcome(config, database, port));
      log.info({ signal: await stopped }, 'stopping');
    } finally {
      await gateway.close();
    }
  } finally {
    await close();
  }
  return 0;
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
