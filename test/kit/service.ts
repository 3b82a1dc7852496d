import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { type Config, readConfig } from '../../src/config.ts';
import { connectDatabase } from '../../src/db/connect.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { developmentKey } from '../../src/identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../../src/identity/issue-token.ts';
import { type RunningCommand, runCommand, type Settings } from './command-line.ts';

const served = /Consent Gateway serves (http:\/\/\S+)\/graphql/;

/** A gateway that is started and stopped, again and again. */
export type Service = {
  /** Where it serves, or served last. */
  readonly url: string;
  /** Starts it, or starts it again; resolves when it serves. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The status of `/ready`; undefined where nobody answers. */
  ready(): Promise<number | undefined>;
  token(as: TokenHolder): Promise<string>;
};

/** The gateway as people run it: a process of its own, which can be killed too. */
export type ServiceProcess = Service & {
  /** As `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Whether it has ended by itself. */
  readonly ended: boolean;
};

type ServiceSettings = Settings & { readonly DATA_DIR: string };

const environmentOf = (settings: ServiceSettings) => ({
  DEMO_DATA: 'off',
  PORT: '0',
  LOG_LEVEL: 'error',
  ...settings,
});

/**
 * A service within this process, not started yet: it comes up in a tenth of the time that a process
 * takes. For tests of what gateways do together, or beside commands.
 */
export function createServiceWithin(settings: ServiceSettings): Service {
  const config = readConfig(environmentOf(settings));
  let url = '';
  let end: (() => Promise<void>) | undefined;
  return {
    get url() {
      return url;
    },
    start: async () => {
      const connected = await connectDatabase(config, 'own', () => undefined);
      try {
        const gateway = await createGateway(config, connected.database, pino({ level: 'silent' }));
        end = () => gateway.close().finally(connected.close);
        await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
        const { port } = gateway.server.address() as AddressInfo;
        url = `http://127.0.0.1:${port}`;
      } catch (cause) {
        await connected.close();
        throw cause;
      }
    },
    stop: async () => {
      await end?.();
      end = undefined;
    },
    ready: () => readinessAt(url),
    token: (as) => tokenFor(config, as),
  };
}

/** A service that is a process, with these settings, not started yet; without demo data. */
export function createService(settings: ServiceSettings): ServiceProcess {
  const environment = environmentOf(settings);
  const config = readConfig(environment);
  let running: RunningCommand | undefined;
  let url = '';
  let ended = false;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const command = running;
    running = undefined;
    command?.kill(signal);
    await command?.ended;
  };
  return {
    get url() {
      return url;
    },
    get ended() {
      return ended;
    },
    start: async () => {
      const command = runCommand(['serve'], environment);
      running = command;
      ended = false;
      void command.ended.then(() => {
        if (running === command) ended = true;
      });
      [, url = ''] = await command.untilPrinted(served);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    ready: () => readinessAt(url),
    token: (as) => tokenFor(config, as),
  };
}

const readinessAt = (url: string) =>
  fetch(`${url}/ready`).then(
    ({ status }) => status,
    () => undefined,
  );

const tokenFor = async (config: Config, as: TokenHolder) =>
  issueDevelopmentToken({
    as,
    settings: config.token,
    key: await developmentKey(config),
    lifetimeSeconds: 24 * 3600,
  });
