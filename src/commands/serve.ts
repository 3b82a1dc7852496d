import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { seedDemo } from '../../prisma/demo/seed.ts';
import type { Config } from '../config.ts';
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
      if (config.demoData) await seedDemo({ config, database, graphql: gateway.graphql, say });
      await new Promise<void>((resolve, reject) => {
        gateway.server.once('error', reject);
        gateway.server.listen(config.port, config.host, resolve);
      });
      const address = gateway.server.address();
      const port = isAddress(address) ? address.port : config.port;
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

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;
