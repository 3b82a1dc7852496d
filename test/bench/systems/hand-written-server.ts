import { createServer, type IncomingMessage } from 'node:http';
import pg from 'pg';
import { z } from 'zod';

/** node:http and pg, one prepared statement a question, JSON out; no checks, no GraphQL. */
const text = (value: string) => value;
const { builtins } = pg.types;
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  application_name: 'hand-written',
  types: {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === builtins.DATE || oid === builtins.NUMERIC
        ? text
        : pg.types.getTypeParser(oid, format),
  },
});
pool.on('error', () => undefined);

const claimColumns = `c.id, c.service_date as "serviceDate", c.status, c.type_code as "typeCode",
  c.identifier, c.provider, c.labels,
  case when c.paid_amount is not null
    then json_build_object('amount', c.paid_amount::text, 'currency', c.currency) end as "paidAmount"`;

const statements: Readonly<Record<string, string>> = {
  '/claims': `select ${claimColumns} from health.claim c where c.member_id = $1
    order by c.service_date desc, c.id desc limit 20`,
  '/members': `select m.id as "memberId", c.* from (select id from public.member order by id limit $1) m
    cross join lateral (select ${claimColumns} from health.claim c where c.member_id = m.id
      order by c.service_date desc, c.id desc limit 20) c
    order by m.id, c."serviceDate" desc, c.id desc`,
  '/record': `select ${claimColumns} from health.claim c where c.member_id = $1
    order by c.service_date desc, c.id desc`,
  '/observations': `select o.id, o.service_date as "serviceDate", o.status, o.labels,
      json_build_object('value', o.value_quantity::text, 'unit', o.value_unit) as value
    from health.observation o where o.member_id = $1 order by o.service_date desc, o.id desc`,
  '/disclosures': `select e.idx as index, e.at, e.member_id as "memberId", a.name as app,
      e.grant_id as "grantId", e.grant_version as "grantVersion", e.purpose, e.categories, e.labels
    from ledger.entry e join public.app a on a.id = e.app_id
    where e.kind = 'DISCLOSURE' order by e.idx desc limit $1`,
};

const asked = z.object({ values: z.array(z.union([z.string(), z.number()])) });

async function rowsOf(path: string, values: unknown[]): Promise<unknown[]> {
  const statement = statements[path];
  if (statement === undefined) throw new Error(`nothing at ${path}`);
  return (await pool.query({ name: path, text: statement, values })).rows;
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const path = request.url ?? '';
  if (path === '/ready') return {};
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const { values } = asked.parse(JSON.parse(body));
  if (path !== '/record') return rowsOf(path, values);
  const [claims, observations] = await Promise.all([
    rowsOf('/record', values),
    rowsOf('/observations', values),
  ]);
  return { claims, observations };
}

createServer((request, response) => {
  answer(request).then(
    (data) => {
      const body = JSON.stringify({ data });
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    },
    (cause: unknown) => {
      response.writeHead(500).end(JSON.stringify({ errors: [String(cause)] }));
    },
  );
}).listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
