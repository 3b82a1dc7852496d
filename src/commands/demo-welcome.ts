import { demoAccountOf, demoPassword } from '../../prisma/demo/accounts.ts';
import { POCKET_CHART } from '../../prisma/demo/apps.ts';
import type { DemoMember } from '../../prisma/demo/members.ts';
import { LARKMERE, WINDROW } from '../../prisma/demo/plans.ts';
import { demoSeed } from '../../prisma/demo/seed.ts';
import { type DemoWorld, generateDemoWorld } from '../../prisma/demo/world.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { developmentKey } from '../identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../identity/issue-token.ts';

const day = 24 * 60 * 60;

/** Who there is to sign in as, where members sign in here, and what to paste. */
export async function demoWelcome(
  config: Config,
  database: Database,
  url: string,
): Promise<string[]> {
  const world = generateDemoWorld({ seed: demoSeed });
  const isHere = config.identityProvider === undefined;
  return [
    ...(isHere ? await demoSignIn(world, database, url) : []),
    ...(await demoQueries(world, config, database, url)),
  ];
}

/** Where demo members sign in, with what, and who has not registered yet. */
async function demoSignIn(world: DemoWorld, { gateway }: Database, url: string): Promise<string[]> {
  const { rows } = await gateway.query(
    `select distinct m.source_id from ledger.entry e join public.member m on m.id = e.member_id
     where e.kind = 'DISCLOSURE'`,
  );
  // Whose data an app has got: there is something to look at.
  const shown = new Set(rows.map(({ source_id }) => source_id));
  const sharerOf = (plan: { readonly id: string }) =>
    world.members.flatMap((member, place) => {
      const account = shown.has(member.patientId) && demoAccountOf(member, place);
      return account && member.planId === plan.id ? [account.userName] : [];
    })[0];
  const unregistered = world.members.find(
    (member, place) => shown.has(member.patientId) && !demoAccountOf(member, place),
  );
  const facts = unregistered && tellingFacts(world, unregistered);
  return [
    `Members sign in at ${url}/account/, with the password: ${demoPassword}`,
    `  as ${sharerOf(WINDROW)}, who chooses what to share, and begins there or at ${url}/apps/`,
    `  as ${sharerOf(LARKMERE)}, who shares everything or nothing, and begins in an app (docs/examples)`,
    ...(facts
      ? [
          `  or register at ${url}/register/: ID number ${facts.memberNumber}, born ${facts.birthDate}, last name ${facts.familyName}`,
        ]
      : []),
    `Partners register apps at ${url}/partners/register`,
  ];
}

/** For each kind of viewer of the demo world, a query to paste with a token of its own. */
async function demoQueries(
  world: DemoWorld,
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
    ['agent (Member Help Team)', { kind: 'AGENT' }, callerQuery(world, grant)],
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

/** The agent's query needs what a caller would tell. */
function callerQuery(world: DemoWorld, grant: { member: { sourceId: string } }): string {
  const who = world.members.find(({ patientId }) => patientId === grant.member.sourceId);
  const facts = who && tellingFacts(world, who);
  if (facts === undefined) throw new Error('the demo member is not of the demo world');
  const { memberNumber, familyName, birthDate } = facts;
  return `{ caller(identification: { memberNumber: "${memberNumber}", familyName: "${familyName}", birthDate: "${birthDate}" }) { memberId grants { id state app { name } } } }`;
}

/** What a member tells of themselves, from the Patient as the demo generator invented it. */
function tellingFacts(
  { fhirResources }: DemoWorld,
  { planId, patientId, memberNumber }: DemoMember,
) {
  for (const resource of fhirResources(planId)) {
    if (resource.resourceType !== 'Patient' || resource.id !== patientId) continue;
    return { memberNumber, birthDate: resource.birthDate, familyName: resource.name[0]?.family };
  }
  return undefined;
}
