import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'postgraphile/utils';
import { dutiesPlugin, settingsOf } from './duties.ts';

/**
 * PostGraphile 5 on node:http, tuned as its documentation says for production. BENCH_DUTIES=on makes
 * it do what the gateway does: it verifies the token, takes a role and settings for each request, so
 * that policies judge every row, and has an audit row for each member shown before it answers.
 */
const duties = process.env['BENCH_DUTIES'] === 'on';
const connectionString = process.env['DATABASE_URL'] ?? '';

/** The ledger names no foreign key: it outlives what it tells of. PostGraphile joins by them alone. */
const entryNamesApp = jsonPgSmartTags({
  version: 1,
  config: {
    class: { 'ledger.entry': { tags: { foreignKey: '(app_id) references public.app (id)' } } },
  },
});

const preset: GraphileConfig.Preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [entryNamesApp, ...(duties ? [dutiesPlugin(connectionString)] : [])],
  // Any column may be ordered by, as the workloads' lists are.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ['public', 'health', 'ledger'],
      poolConfig: { max: 10 },
    }),
  ],
  grafserv: { graphiql: false, watch: false, graphqlPath: '/graphql' },
  grafast: {
    explain: false,
    ...(duties
      ? { context: async ({ node }) => ({ pgSettings: await settingsOf(node?.req) }) }
      : {}),
  },
};

const service = postgraphile(preset).createServ(grafserv);
const server = createServer();
await service.addTo(server);
await service.ready();
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
