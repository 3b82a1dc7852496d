import type { TokenHolder } from '../../../src/identity/issue-token.ts';
import { isLetThrough } from '../access-table.ts';
import type { Dice } from './dice.ts';
import type { Pool } from './pool.ts';
import type { Aim } from './routes.ts';
import { type Asker, isLive, type Now } from './rule.ts';

/**
 * Who asks: mostly somebody who may ask for the field that is aimed at, apps with grants and members
 * foremost; now and then anybody at all.
 */
export function drawAsker(dice: Dice, pool: Pool, aim: Aim): Asker {
  for (let tries = 0; ; tries += 1) {
    const asker = drawAnyAsker(dice, pool.now, aim);
    const type = wholes[aim.type] ?? aim.type;
    if (tries === 3 || !pool.isRecord(type) || pool.sees(asker, type)) return asker;
  }
}

/** The records that parts and amounts are of. */
const wholes: Readonly<Record<string, string>> = {
  ClaimLine: 'Claim',
  ClaimDiagnosis: 'Claim',
  Benefit: 'Coverage',
  Money: 'Claim',
};

function drawAnyAsker(dice: Dice, now: Now, aim: Aim): Asker {
  const everybody = [
    appWithGrants,
    appWithGrants,
    appWithGrants,
    boundApp,
    member,
    member,
    anyApp,
    partner,
    auditor,
    agent,
    admin,
    nobody,
  ].map((draw) => draw(dice, now));
  const passing = everybody.filter(({ kind }) => isLetThrough(kind, `${aim.type}.${aim.field}`));
  const isHealth = passing.filter(({ kind }) => kind === 'MEMBER' || kind === 'APP');
  if (dice.chance(5)) return dice.one(everybody);
  return dice.one(dice.chance(45) && isHealth.length > 0 ? isHealth : passing);
}

const stranger = '0b1d5c2e-0000-4000-8000-000000000000';

const member = (dice: Dice, { rows }: Now): Asker => ({
  kind: 'MEMBER',
  memberId: dice.chance(3) ? stranger : dice.one(rows.members).id,
});

const appWithGrants = (dice: Dice, { rows }: Now): Asker => {
  const live = rows.grants.filter(
    (grant) =>
      isLive(grant) && rows.apps.some((app) => app.id === grant.app_id && app.state === 'APPROVED'),
  );
  return { kind: 'APP', appId: dice.one(live.length > 0 ? live : rows.grants).app_id };
};

const anyApp = (dice: Dice, { rows }: Now): Asker => ({
  kind: 'APP',
  appId: dice.chance(5) ? stranger : dice.one(rows.apps).id,
});

/** A token for one member: mostly one who has granted. */
const boundApp = (dice: Dice, { rows }: Now): Asker => {
  const grant = dice.one(rows.grants);
  const memberId = dice.chance(85) ? grant.member_id : dice.one(rows.members).id;
  return { kind: 'APP', appId: grant.app_id, memberId };
};

const partner = (dice: Dice, { rows }: Now): Asker => ({
  kind: 'PARTNER',
  partnerId: dice.one(rows.partners).id,
});

const auditor = (): Asker => ({ kind: 'AUDITOR' });
const agent = (): Asker => ({ kind: 'AGENT' });
const admin = (): Asker => ({ kind: 'ADMIN' });
const nobody = (): Asker => ({ kind: 'NOBODY' });

/** Who a token is for; nobody has none. */
export function holderOf({ kind, memberId, appId, partnerId }: Asker): TokenHolder | undefined {
  switch (kind) {
    case 'NOBODY':
      return undefined;
    case 'MEMBER':
      return { kind, memberId: memberId ?? '' };
    case 'APP':
      return { kind, appId: appId ?? '', ...(memberId === undefined ? {} : { memberId }) };
    case 'PARTNER':
      return { kind, partnerId: partnerId ?? '' };
    default:
      return { kind };
  }
}
