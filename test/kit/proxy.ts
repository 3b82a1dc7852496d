import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * What a proxy does with the next connection that carries the statement it is told of:
 * `BEFORE`: cut before the statement arrives; `AFTER`: cut once it was carried out, its answer lost;
 * `SILENCE`: carried out, and then nothing, not even an end; `LOST`: the same, but never carried out.
 */
export type Cut = 'BEFORE' | 'AFTER' | 'SILENCE' | 'LOST';

/** A proxy to PostgreSQL on loopback. */
export type DatabaseProxy = {
  readonly url: string;
  /** Arms the proxy for the next time that a client sends this text. */
  cutAt(text: string, cut: Cut): void;
  /** Leads further connections to another server. */
  redirect(url: string): void;
  /** How many cuts have been made. */
  readonly cuts: number;
  close(): Promise<void>;
};

/** Starts a proxy to a database; whoever does closes it. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  let target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed: { text: string; cut: Cut } | undefined;
  let cuts = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let cut: Cut | undefined;
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        if (cut !== 'SILENCE' && cut !== 'LOST') other.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (armed !== undefined && chunk.includes(armed.text)) {
        cut = armed.cut;
        armed = undefined;
        cuts += 1;
        if (cut === 'BEFORE') {
          client.destroy();
          return;
        }
      }
      if (cut !== 'LOST') upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (cut === undefined) client.write(chunk);
      // ReadyForQuery ends an answer: by then the statement is committed.
      else if (cut === 'AFTER' && chunk.at(-6) === readyForQuery) client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.href,
    cutAt: (text, cut) => {
      armed = { text, cut };
    },
    redirect: (to) => {
      target = new URL(to);
    },
    get cuts() {
      return cuts;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const readyForQuery = 'Z'.charCodeAt(0);
