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
  /**
   * Arms the proxy for the next time that a client sends this text.
   *
   * @param strike what else happens at that very moment, before either side notices the cut
   */
  cutAt(text: string, cut: Cut, strike?: () => void): void;
  /** Leads further connections to another server. */
  redirect(url: string): void;
  /** Counts from now on how often a client sends this text. */
  count(text: string): { readonly times: number };
  /** How many cuts have been made. */
  readonly cuts: number;
  close(): Promise<void>;
};

/** Starts a proxy to a database; whoever does closes it. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  let target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed: { text: string; cut: Cut; strike: () => void } | undefined;
  let cuts = 0;
  const counters: { readonly text: string; times: number }[] = [];

  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let cut: Cut | undefined;
    let strike: (() => void) | undefined;
    const hit = () => {
      if (strike === undefined) return;
      cuts += 1;
      strike();
      strike = undefined;
    };
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        if (cut !== 'SILENCE' && cut !== 'LOST') other.destroy();
      });
    }
    client.on('data', (chunk) => {
      for (const counter of counters) if (chunk.includes(counter.text)) counter.times += 1;
      if (armed !== undefined && chunk.includes(armed.text)) {
        ({ cut, strike } = armed);
        armed = undefined;
        if (cut === 'BEFORE' || cut === 'LOST') hit();
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
      else if (chunk.at(-6) === readyForQuery && (cut === 'AFTER' || cut === 'SILENCE')) {
        hit();
        if (cut === 'AFTER') client.destroy();
      }
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
    cutAt: (text, cut, strike = () => {}) => {
      armed = { text, cut, strike };
    },
    redirect: (to) => {
      target = new URL(to);
    },
    count: (text) => {
      const counter = { text, times: 0 };
      counters.push(counter);
      return counter;
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
