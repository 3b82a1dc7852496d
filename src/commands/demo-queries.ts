import { demoAccountOf, demoPassword } from '../../prisma/demo/accounts.ts';
import { POCKET_CHART } from '../../prisma/demo/apps.ts';
import { demoSeed } from '../../prisma/demo/seed.ts';
import { generateDemoWorld } from '../../prisma/demo/world.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { developmentKey } from '../identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../identity/issue-token.ts';

const day = 24 * 60 * 60;

/** Where a demo member signs in, and with what. */
export function demoSignIn(url: string): string[] {
  const { members } = generateDemoWorld({ seed: demoSeed });
  const [userName] = members.flatMap(
    (member, place) => demoAccountOf(member, place)?.userName ?? [],
  );
  return [
    `Members sign in at ${url}/account/ — as ${userName}, with the password: ${demoPassword}`,
  ];
}

/** For each kind of viewer of the demo world, a query to paste with a token of its own. */
export async function demoQueries(
  config: Config,
  database: Database,
  url: string,
): Promise<string[]> {
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
    ['agent (Member Help Team)', { kind: 'AGENT' }, callerQuery(grant)],
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

/** The Patient as the demo generator invented it: the agent's query needs what a caller would tell. */
function callerQuery(grant: { planId: string; member: { sourceId: string } }): string {
  const { members, fhirResources } = generateDemoWorld({ seed: demoSeed });
  const who = members.find(({ patientId }) => patientId === grant.member.sourceId);
  for (const resource of fhirResources(grant.planId)) {
    if (resource.resourceType === 'Patient' && resource.id === who?.patientId) {
      return `{ caller(identification: { memberNumber: "${who.memberNumber}", familyName: "${resource.name[0]?.family}", birthDate: "${resource.birthDate}" }) { memberId grants { id state app { name } } } }`;
    }
  }
  throw new Error('the demo member is not of the demo world');
}
