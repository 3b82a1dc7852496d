import type { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import pg from 'pg';
import { disclosuresIn } from './disclosures-in.ts';

const { BENCH_JWKS_URL = '', BENCH_ISSUER = '', BENCH_AUDIENCE = '' } = process.env;
const keys = createRemoteJWKSet(new URL(BENCH_JWKS_URL));

/** Who asks, as settings of the transaction: policies read them. */
export async function settingsOf(request: IncomingMessage | undefined) {
  const token = request?.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ['ES256'],
    issuer: BENCH_ISSUER,
    audience: BENCH_AUDIENCE,
  });
  return payload['viewer_kind'] === 'AUDITOR'
    ? { role: 'bench_auditor', 'bench.app': '' }
    : { role: 'bench_app', 'bench.app': String(payload['client_id'] ?? '') };
}

/** Writes an audit row for each member that an answer shows, and waits until it is committed. */
export function dutiesPlugin(connectionString: string): GraphileConfig.Plugin {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    application_name: 'postgraphile audit',
    options: '-c synchronous_commit=on',
  });
  pool.on('error', () => undefined);
  return {
    name: 'BenchDutiesPlugin',
    version: '1.0.0',
    grafast: {
      middleware: {
        async execute(next, { args }) {
          const result = await next();
          if (Symbol.asyncIterator in result || result.data == null) return result;
          const settings: unknown = Reflect.get(Object(args.contextValue), 'pgSettings');
          const app = String(Reflect.get(Object(settings), 'bench.app'));
          const shown = disclosuresIn(result.data);
          if (shown.length === 0) return result;
          await pool.query({
            name: 'audit',
            text: `insert into bench.audit (viewer, app_id, member_id, operation, records)
              select $1, $2, d.member, $3, d.records
              from jsonb_to_recordset($4::jsonb) d(member uuid, records uuid[])`,
            values: [
              app === '' ? 'AUDITOR' : 'APP',
              app === '' ? null : app,
              args.operationName ?? null,
              JSON.stringify(shown),
            ],
          });
          return result;
        },
      },
    },
  };
}
