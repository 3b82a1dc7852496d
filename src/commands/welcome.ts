import { POCKET_CHART } from '../../prisma/demo/apps.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { developmentKey } from '../identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../identity/issue-token.ts';

const day = 24 * 60 * 60;

/** What `npm start` prints: where it serves and, for demo data, a query to paste for each kind of viewer. */
export async function welcome(config: Config, database: Database, port: number): Promise<string> {
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const lines = [
    '',
    `Consent Gateway serves ${url}/graphql   (health ${url}/health, ready ${url}/ready)`,
  ];
  if (config.demoData && config.token.jwksUrl === undefined) {
    lines.push(...(await demoQueries(config, database, url)));
  }
  return `${lines.join('\n')}\n`;
}

async function demoQueries(config: Config, database: Database, url: string): Promise<string[]> {
  const grant = await database.prisma.grant.findFirst({
    where: { appId: POCKET_CHART.id, state: 'ACTIVE', endsAt: { gt: new Date() } },
    include: { member: true, app: true },
    orderBy: { id: 'asc' },
  });
  if (grant === null) return [];
  const { app, member, signature } = grant;
  const examples: readonly (readonly [string, TokenHolder, string])[] = [
    [
      `member (${signature})`,
      { kind: 'MEMBER', memberId: member.id },
      '{ viewer { member { demographics { givenNames familyName } claims(first: 2) { nodes { serviceDate typeCode } } } } grants { nodes { id state app { name } } } }',
    ],
    [
      `app (${app.name})`,
      { kind: 'APP', appId: app.id },
      '{ members(first: 2) { nodes { memberId claims(first: 2) { nodes { serviceDate typeCode labels } } } } }',
    ],
    [
      'partner (behind that app)',
      { kind: 'PARTNER', partnerId: app.partnerId },
      '{ apps { nodes { name state grantCounts { active ended expired } } } }',
    ],
    [
      'auditor',
      { kind: 'AUDITOR' },
      '{ disclosures(first: 2) { nodes { index at memberId app { name } categories purpose } } ledger { size } }',
    ],
    ['agent (Member Help Team)', { kind: 'AGENT' }, await callerQuery(database, member.id)],
    ['admin', { kind: 'ADMIN' }, '{ apps { nodes { id name kind state privacyPolicyUrl } } }'],
  ];
  const key = await developmentKey(config);
  const printed = await Promise.all(
    examples.map(async ([title, as, query]) => {
      const token = await issueDevelopmentToken({
        as,
        settings: config.token,
        key,
        lifetimeSeconds: day,
      });
      return [
        '',
        `# ${title}`,
        `curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${token}' -d '${JSON.stringify({ query })}'`,
      ];
    }),
  );
  return [
    '',
    'Demo sign-ins: tokens good for one day, with a query to paste for each kind of viewer.',
    'More tokens: npm run token -- --as MEMBER:ID',
    ...printed.flat(),
  ];
}

async function callerQuery(database: Database, memberId: string): Promise<string> {
  const pool = database.open('cg_import', 1);
  try {
    const { rows } = await pool.query(
      'select member_number, family_name, birth_date from health.demographics where member_id = $1',
      [memberId],
    );
    const [who] = rows;
    return `{ caller(identification: { memberNumber: "${who?.member_number}", familyName: "${who?.family_name}", birthDate: "${who?.birth_date}" }) { memberId grants { id state app { name } } } }`;
  } finally {
    await pool.end();
  }
}
