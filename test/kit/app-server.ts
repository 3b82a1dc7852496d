import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where an app has its members come back to. */
export type AppServer = {
  readonly callback: string;
  stop(): void;
};

/** An app's own server, on loopback: it welcomes whoever comes back. */
export async function startAppServer(): Promise<AppServer> {
  const server = createServer((_request, response) => response.end('back at the app'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { callback: `http://127.0.0.1:${port}/callback`, stop: () => server.close() };
}
