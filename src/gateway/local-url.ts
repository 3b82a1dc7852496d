import type { Config } from '../config.ts';

/** Where this gateway is reached on its own machine, without a slash at the end. */
export function localUrl({ host }: Pick<Config, 'host'>, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
