import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expireGrants } from '../../src/grants/expire-grants.ts';
import {
  connected,
  type OAuthApp,
  type OAuthWorld,
  refresh,
  send,
  startOAuthWorld,
} from '../authorization/kit/oauth-world.ts';
import { rounds, tellProgress } from '../kit/drill.ts';
import { admin, agent, asMember, globalId, letTermRunOut, mutate } from '../kit/graphql.ts';
import { startReaders } from '../kit/readers.ts';
import { endEntry, endingAt } from './ends.ts';

/** Whichever of the five ways a consent ends in, under 64 readers with a token that rests on it. */
const crowd = 64;
const enough = 24;
const query = '{ members { nodes { memberId demographics { familyName } } } }';

let world: OAuthWorld;
beforeAll(async () => {
  world = await startOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

type Connection = {
  readonly app: OAuthApp;
  readonly grantId: string;
  readonly refreshToken: string;
};

type Way = {
  readonly way: string;
  readonly end: (connection: Connection) => Promise<unknown>;
  readonly endsApp?: true;
};

const ways: readonly Way[] = [
  {
    way: 'the member takes it back',
    end: ({ grantId }) =>
      mutate(
        world.gateway,
        asMember(world.ann),
        'revokeGrant',
        { grantId: globalId('Grant', grantId), reason: '' },
        'grant { state }',
      ),
  },
  {
    way: 'an agent ends it by telephone',
    end: ({ grantId }) =>
      mutate(
        world.gateway,
        agent,
        'revokeGrantForCaller',
        {
          grantId: globalId('Grant', grantId),
          caller: { memberNumber: 'M-ann', familyName: 'Family-ann', birthDate: '1970-01-31' },
          reason: 'Asked by phone.',
        },
        'grant { state }',
      ),
  },
  {
    way: 'the app gives its token back',
    end: async ({ app, refreshToken }) => {
      const form = { client_id: app.id, token: refreshToken };
      expect((await send(world, '/oauth/revoke', form)).status).toBe(200);
    },
  },
  {
    way: 'its term is over, and the job has ended it',
    end: async ({ grantId }) => {
      await letTermRunOut(world.gateway, grantId);
      while (await expireGrants(world.gateway.database));
    },
  },
  {
    way: 'an admin suspends the app',
    end: ({ app }) =>
      mutate(
        world.gateway,
        admin,
        'suspendApp',
        {
          appId: globalId('App', app.id),
          risk: 'TOKENS_EXPOSED',
          securityRisk: 'Tokens were found in public.',
        },
        'app { state }',
      ),
    endsApp: true,
  },
];

describe('64 readers with a token, and nothing is disclosed after', () => {
  test.each(ways)(
    '$way',
    async ({ way, end, endsApp }) => {
      // Who was suspended connects nobody any more.
      const total = endsApp ? 1 : rounds(1, 25);
      const app = endsApp ? world.deviceApp : world.browserApp;
      const told = tellProgress(way, total);
      for (let round = 0; round < total; round += 1) {
        const { accessToken, refreshToken } = await connected(world, app);
        const grant = await world.gateway.database.prisma.grant.findFirstOrThrow({
          where: { appId: app.id, state: 'ACTIVE' },
        });
        const readers = startReaders({
          count: crowd,
          query,
          token: accessToken,
          url: () => world.gateway.baseUrl,
        });
        try {
          await readers.untilReceived(enough, ({ status }) => status === 200);
          await end({ app, grantId: grant.id, refreshToken });
          const moment = performance.now();
          await readers.untilReceived(enough, ({ askedAt }) => askedAt > moment);
          await readers.stop();
          const later = readers.received.filter(({ askedAt }) => askedAt > moment);
          // Dead with the next request, for each of them.
          expect(new Set(later.map(({ status }) => status))).toEqual(new Set([401]));
          expect((await refresh(world, app, refreshToken)).status).toBeGreaterThanOrEqual(400);
          const ended = endsApp ? { app } : { grant };
          const index = await endEntry(world.gateway, ended);
          const disclosed = await endingAt(world.gateway, index, ended);
          expect(disclosed.before).toBeGreaterThanOrEqual(enough);
          expect(disclosed.later).toBe(0);
        } finally {
          await readers.stop();
        }
        told(round + 1);
      }
    },
    600_000,
  );
});
