import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { WebhookEndpoint } from '../db/generated/prisma/client.ts';
import { InvalidInput, StateConflict } from '../graphql/kit/user-errors.ts';
import { AddressRefused, type AddressRules, reachableUrl } from '../notify/webhooks/addresses.ts';
import type { WebhookType } from '../notify/webhooks/events.ts';
import { newSigningSecret } from '../notify/webhooks/secrets.ts';
import { type EndpointOfPartner, holdEndpoint } from './held-endpoint.ts';

const hour = 60 * 60 * 1_000;

/** How many endpoints a partner may have. */
export const mostEndpoints = 10;
/** With those that are deleted, whose rows are still to be removed. */
const mostWithDeleted = 50;
/** For how long a former secret may go on beside the new one, in hours. */
export const longestOverlap = 24;

/** An endpoint as a partner asks for it. */
export type NewEndpoint = {
  readonly partnerId: string;
  readonly url: string;
  /** All where there are none. */
  readonly types: readonly WebhookType[];
};

/**
 * Makes an endpoint, with a secret of its own.
 *
 * @throws InvalidInput when its URL is none that the gateway calls
 * @throws StateConflict when the partner has as many as it may
 */
export async function createEndpoint(
  { prisma }: Pick<Database, 'prisma'>,
  rules: AddressRules,
  { partnerId, url, types }: NewEndpoint,
): Promise<WebhookEndpoint> {
  const { href } = await checkedUrl(url, rules);
  return prisma.$transaction(async (tx) => {
    // One at a time of a partner: two that count at once would both see room for one.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${partnerId}, 1))`;
    const endpoints = await tx.webhookEndpoint.findMany({
      where: { partnerId },
      select: { state: true },
    });
    if (endpoints.filter(({ state }) => state !== 'DELETED').length >= mostEndpoints) {
      throw new StateConflict(
        `You have ${mostEndpoints} endpoints, the most that a partner may have. Delete one.`,
      );
    }
    if (endpoints.length >= mostWithDeleted) {
      throw new StateConflict(
        'You have deleted many endpoints, which are still being removed. Try again in an hour.',
      );
    }
    return tx.webhookEndpoint.create({
      data: {
        id: uuidv7(),
        partnerId,
        url: href,
        types: [...new Set(types)],
        secret: newSigningSecret(),
      },
    });
  });
}

async function checkedUrl(url: string, rules: AddressRules): Promise<URL> {
  try {
    return await reachableUrl(url, rules);
  } catch (cause) {
    if (!(cause instanceof AddressRefused)) throw cause;
    throw new InvalidInput(`Wanted: ${cause.message}.`, 'input.url');
  }
}

/**
 * Gives an endpoint a new secret. While the former one goes on, deliveries are signed with both.
 *
 * @param overlapHours 0 to 24; the secret before the former one ends at once
 * @throws NotFound when the partner has no such endpoint
 */
export async function rotateSecret(
  { prisma }: Pick<Database, 'prisma'>,
  endpoint: EndpointOfPartner,
  overlapHours: number,
): Promise<WebhookEndpoint> {
  return prisma.$transaction(async (tx) => {
    const found = await holdEndpoint(tx, endpoint);
    const former =
      overlapHours === 0
        ? { formerSecret: null, formerSecretUntil: null }
        : {
            formerSecret: found.secret,
            formerSecretUntil: new Date(Date.now() + overlapHours * hour),
          };
    return tx.webhookEndpoint.update({
      where: { id: found.id },
      data: { secret: newSigningSecret(), ...former },
    });
  });
}

/**
 * Deletes an endpoint with its secrets; what waits for it is not sent. Its log, which may be long, is removed
 * afterwards: nobody who queues an event waits for that.
 *
 * @throws NotFound when the partner has no such endpoint
 */
export async function deleteEndpoint(
  { prisma }: Pick<Database, 'prisma'>,
  endpoint: EndpointOfPartner,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { id } = await holdEndpoint(tx, endpoint);
    const withoutSecrets = { secret: '', formerSecret: null, formerSecretUntil: null };
    await tx.webhookEndpoint.update({
      where: { id },
      data: { state: 'DELETED', ...withoutSecrets },
    });
  });
}
