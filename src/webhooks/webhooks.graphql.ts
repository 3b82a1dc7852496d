import { z } from 'zod';
import type { WebhookDelivery, WebhookEndpoint } from '../db/generated/prisma/client.ts';
import { builder } from '../graphql/kit/builder.ts';
import {
  defineConnection,
  keysetPage,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import { type Access, fields, open, partnerOrAdmin } from '../graphql/kit/rules.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { WebhookType } from '../notify/webhooks/events.ts';
import { bodyOf } from '../notify/webhooks/letter.ts';

export const WebhookEventType = builder.enumType('WebhookEventType', {
  description: 'What partners can ask to be told of.',
  values: {
    GRANT_SIGNED: { value: 'grant.signed', description: '`grant.signed`: a member has signed.' },
    GRANT_ENDED: {
      value: 'grant.ended',
      description: '`grant.ended`: a grant was revoked or superseded, or its term is over.',
    },
    DELETION_REQUESTED: {
      value: 'deletion.requested',
      description:
        '`deletion.requested`: a member wants deleted what an app got under a grant that has ended.',
    },
    APP_SUSPENDED: { value: 'app.suspended', description: '`app.suspended`: for a security risk.' },
    APP_APPROVED: { value: 'app.approved', description: '`app.approved`: at first, or once more.' },
  } as const satisfies Record<string, { value: WebhookType; description: string }>,
});

const EndpointState = builder.enumType('WebhookEndpointState', {
  description: 'Whether an endpoint is sent anything.',
  values: {
    ENABLED: { description: 'It is.' },
    GONE: { description: 'It answered 410: nothing is sent there any more.' },
  } as const,
});

const DeliveryState = builder.enumType('WebhookDeliveryState', {
  description: 'What became of a delivery.',
  values: {
    PENDING: { description: 'It waits, for its first try or for another.' },
    DELIVERED: { description: 'The endpoint answered 2xx.' },
    DEAD: { description: 'It is not tried again by itself.' },
  } as const,
});

export const EndpointRef = builder.objectRef<WebhookEndpoint>('WebhookEndpoint').implement({
  description: 'Where a partner is told of events. Its secret is shown once, when it is made.',
  fields: (t) => ({
    endpointId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Its id.',
      resolve: (endpoint) => endpoint.id,
    }),
    partnerId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Whose it is.',
      resolve: (endpoint) => endpoint.partnerId,
    }),
    url: t.exposeString('url', { nullable: false, description: 'Where it is.' }),
    types: t.exposeStringList('types', {
      nullable: { list: false, items: false },
      description: 'Of what it is told, such as `grant.ended`; of everything where it is empty.',
    }),
    state: t.field({
      type: EndpointState,
      nullable: false,
      description: 'Whether it is sent anything.',
      resolve: ({ state }) => (state === 'ENABLED' ? state : 'GONE'),
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'Since when it is there.',
      resolve: (endpoint) => endpoint.createdAt,
    }),
    formerSecretUntil: t.field({
      type: 'DateTime',
      description: 'Until when deliveries are signed with the former secret as well.',
      resolve: ({ formerSecretUntil: until }) =>
        until !== null && until.getTime() > Date.now() ? until : null,
    }),
  }),
});

export const DeliveryRef = builder.objectRef<WebhookDelivery>('WebhookDelivery').implement({
  description: 'An event that an endpoint is told.',
  fields: (t) => ({
    deliveryId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Its id: the header `webhook-id` of every try.',
      resolve: (delivery) => delivery.id,
    }),
    type: t.exposeString('type', { nullable: false, description: 'Such as `grant.ended`.' }),
    payload: t.string({
      nullable: false,
      description: 'The body, as it is sent.',
      resolve: (delivery) => bodyOf(delivery),
    }),
    state: t.field({
      type: DeliveryState,
      nullable: false,
      description: 'What became of it.',
      resolve: (delivery) => delivery.state,
    }),
    attempts: t.exposeInt('attempts', { nullable: false, description: 'How often it was tried.' }),
    nextTryAt: t.field({
      type: 'DateTime',
      description: 'When it is tried next.',
      resolve: ({ state, nextTryAt }) => (state === 'PENDING' ? nextTryAt : null),
    }),
    lastStatus: t.exposeInt('lastStatus', {
      description: 'The HTTP status of the last answer, where there was one.',
    }),
    lastError: t.exposeString('lastError', {
      description: 'Why the last try failed: a code such as `HTTP_503`, `TIMEOUT`, `ECONNREFUSED`.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it happened.',
      resolve: (delivery) => delivery.createdAt,
    }),
    deliveredAt: t.field({
      type: 'DateTime',
      description: 'When the endpoint took it.',
      resolve: (delivery) => delivery.deliveredAt,
    }),
  }),
});

const { type: DeliveryConnection, access: connectionAccess } = defineConnection(
  DeliveryRef,
  'WebhookDelivery',
);

/** A partner's own, an admin's all, nobody else's any; none that is deleted. */
const visible = (viewer: Viewer) => {
  const kept = { state: { not: 'DELETED' } } as const;
  if (viewer.kind === 'ADMIN') return kept;
  return viewer.kind === 'PARTNER' ? { ...kept, partnerId: viewer.partnerId } : { OR: [] };
};

const mostListed = 100;

builder.queryFields((t) => ({
  webhookEndpoints: t.field({
    type: [EndpointRef],
    nullable: { list: true, items: false },
    description: `Where you are told of events, oldest first; of any partner for admins, ${mostListed} at most.`,
    complexity: { field: 1, multiplier: 10 },
    args: { partnerId: t.arg({ type: 'UUID', description: 'Only those of this partner.' }) },
    resolve: (_parent, { partnerId }, { services, viewer }) =>
      services.database.prisma.webhookEndpoint.findMany({
        where: { AND: [visible(viewer), partnerId ? { partnerId: partnerId.toLowerCase() } : {}] },
        orderBy: { id: 'asc' },
        take: mostListed,
      }),
  }),
  webhookDeliveries: t.field({
    type: DeliveryConnection,
    description: 'What an endpoint was told in the last month, newest first.',
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      endpointId: t.arg({ type: 'UUID', required: true, description: 'Which one.' }),
    },
    resolve: (_parent, { endpointId, ...page }, context) => {
      const id = endpointId.toLowerCase();
      return keysetPage(context, page, {
        list: ['webhookDeliveries', id],
        position: z.string(),
        find: (last, take) =>
          context.services.database.prisma.webhookDelivery.findMany({
            where: {
              endpoint: { AND: [{ id }, visible(context.viewer)] },
              ...(last === undefined ? {} : { id: { lt: last } }),
            },
            orderBy: { id: 'desc' },
            take,
          }),
        positionOf: (delivery) => delivery.id,
      });
    },
  }),
}));

export const access: Access = {
  Query: fields(['webhookEndpoints', 'webhookDeliveries'], partnerOrAdmin),
  WebhookEndpoint: fields(
    ['endpointId', 'partnerId', 'url', 'types', 'state', 'createdAt', 'formerSecretUntil'],
    open,
  ),
  WebhookDelivery: fields(
    [
      ...['deliveryId', 'type', 'payload', 'state', 'attempts', 'nextTryAt'],
      ...['lastStatus', 'lastError', 'createdAt', 'deliveredAt'],
    ],
    open,
  ),
  ...connectionAccess,
};
