import { readConfig } from '../../src/config.ts';
import { developmentKey } from '../../src/identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../../src/identity/issue-token.ts';
import { type RunningCommand, runCommand, type Settings } from './command-line.ts';

const served = /Consent Gateway serves (http:\/\/\S+)\/graphql/;

/** The gateway as people run it: a process of its own, which can be killed and started again. */
export type Service = {
  /** Where it serves, or served last. */
  readonly url: string;
  /** Starts it, or starts it again; resolves when it has told where it serves. */
  start(): Promise<void>;
  /** As `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Whether it has ended by itself. */
  readonly ended: boolean;
  /** The status of `/ready`; undefined where nobody answers. */
  ready(): Promise<number | undefined>;
  token(as: TokenHolder): Promise<string>;
};

/** A service with these settings, not started yet; without demo data. */
export function createService(settings: Settings & { readonly DATA_DIR: string }): Service {
  const environment = { DEMO_DATA: 'off', PORT: '0', LOG_LEVEL: 'error', ...settings };
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
    ready: () =>
      fetch(`${url}/ready`).then(
        ({ status }) => status,
        () => undefined,
      ),
    token: async (as) =>
      issueDevelopmentToken({
        as,
        settings: config.token,
        key: await developmentKey(config),
        lifetimeSeconds: 24 * 3600,
      }),
  };
}
