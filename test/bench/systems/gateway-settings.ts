import type { DatabaseName, World } from '../world/world.ts';

/** The settings of the gateway, governed or not; what a workload needs more of is raised. */
export const gatewaySettings = (world: World, database: DatabaseName) => ({
  DATABASE_URL: world.url(database),
  TOKEN_JWKS_URL: world.issuer.jwksUrl,
  CURSOR_SECRET: 'a secret of the bench, of more than 32 characters',
  DATA_DIR: world.dataDirectory,
  // A whole record in one request is 20 lists, and each names its window.
  RATE_COST_PER_MINUTE: '2000000000',
  QUERY_ALIASES_MAX: '50',
  QUERY_TOKENS_MAX: '2000',
});
