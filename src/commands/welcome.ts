import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { localUrl } from '../gateway/local-url.ts';

/** What `npm start` prints: where it serves and, for demo data, a query to paste for each kind of viewer. */
export async function welcome(config: Config, database: Database, port: number): Promise<string> {
  const url = localUrl(config, port);
  const lines = [
    '',
    `Consent Gateway serves ${url}/graphql   (health ${url}/health, ready ${url}/ready)`,
  ];
  if (config.demoData && config.token.jwksUrl === undefined) {
    // The demo world's generator is loaded only where there is a demo world.
    const { demoWelcome } = await import('./demo-welcome.ts');
    lines.push(...(await demoWelcome(config, database, url)));
  }
  return `${lines.join('\n')}\n`;
}
