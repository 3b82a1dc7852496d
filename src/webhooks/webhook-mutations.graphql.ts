import { z } from 'zod';
import type { WebhookDelivery, WebhookEndpoint } from '../db/generated/prisma/client.ts';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import { type Access, fields, open, partner } from '../graphql/kit/rules.ts';
import { userErrors } from '../graphql/kit/user-errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import { replayDelivery, sendTest } from './deliveries.ts';
import {
  createEndpoint,
  deleteEndpoint,
  longestOverlap,
  mostEndpoints,
  rotateSecret,
} from './endpoints.ts';
import { mostInHour } from './held-endpoint.ts';
import { DeliveryRef, EndpointRef, WebhookEventType } from './webhooks.graphql.ts';

const CreateInput = builder.inputType('CreateWebhookEndpointInput', {
  description: 'Where you want to be told of what.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'An https URL without credentials, reached by public addresses; while developing, http of this machine.',
    }),
    types: t.field({
      type: [WebhookEventType],
      description: 'Of what; of everything unless told.',
    }),
  }),
});

const RotateInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Which endpoint to give a new secret.',
  fields: (t) => ({
    endpointId: t.field({ type: 'UUID', required: true, description: 'The endpoint.' }),
    overlapHours: t.int({
      description: `For how long deliveries are signed with the former secret as well: ${longestOverlap} unless told, which is the most; 0 where it has leaked.`,
    }),
  }),
});

const whichEndpoint = (name: string) =>
  builder.inputType(name, {
    description: 'Which endpoint.',
    fields: (t) => ({
      endpointId: t.field({ type: 'UUID', required: true, description: 'The endpoint.' }),
    }),
  });
const DeleteInput = whichEndpoint('DeleteWebhookEndpointInput');
const TestInput = whichEndpoint('SendTestWebhookInput');

const ReplayInput = builder.inputType('ReplayWebhookDeliveryInput', {
  description: 'Which delivery to send once more.',
  fields: (t) => ({
    deliveryId: t.field({ type: 'UUID', required: true, description: 'The delivery.' }),
  }),
});

const withSecret = (name: string) =>
  builder.objectRef<{ endpoint: WebhookEndpoint }>(name).implement({
    description: 'The endpoint, with its secret.',
    fields: (t) => ({
      endpoint: t.field({
        type: EndpointRef,
        nullable: false,
        description: 'The endpoint.',
        resolve: (parent) => parent.endpoint,
      }),
      secret: t.string({
        nullable: false,
        description: 'What its deliveries are signed with. It is shown this once.',
        resolve: (parent) => parent.endpoint.secret,
      }),
    }),
  });
const CreatePayload = withSecret('CreateWebhookEndpointPayload');
const RotatePayload = withSecret('RotateWebhookSecretPayload');

const DeletePayload = builder
  .objectRef<{ endpointId: string }>('DeleteWebhookEndpointPayload')
  .implement({
    description: 'What was deleted.',
    fields: (t) => ({
      endpointId: t.field({
        type: 'UUID',
        nullable: false,
        description: 'The id of the endpoint that was.',
        resolve: (parent) => parent.endpointId,
      }),
    }),
  });

const withDelivery = (name: string) =>
  builder.objectRef<{ delivery: WebhookDelivery }>(name).implement({
    description: 'The delivery, which goes out at once.',
    fields: (t) => ({
      delivery: t.field({
        type: DeliveryRef,
        nullable: false,
        description: 'The delivery.',
        resolve: (parent) => parent.delivery,
      }),
    }),
  });
const ReplayPayload = withDelivery('ReplayWebhookDeliveryPayload');
const TestPayload = withDelivery('SendTestWebhookPayload');

builder.mutationFields((t) => ({
  createWebhookEndpoint: t.field({
    type: CreatePayload,
    description: `Makes an endpoint of yours that is told of events (Standard Webhooks); ${mostEndpoints} at most.`,
    errors: { types: userErrors },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'Where.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      endpoint: await createEndpoint(
        services.database,
        { production: services.production },
        { partnerId: partnerOf(viewer), url: input.url, types: input.types ?? [] },
      ),
    }),
  }),
  rotateWebhookSecret: t.field({
    type: RotatePayload,
    description: 'Gives an endpoint of yours a new secret.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: RotateInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      endpoint: await rotateSecret(
        services.database,
        ofPartner(viewer, input.endpointId),
        checkedOverlap(input.overlapHours ?? longestOverlap),
      ),
    }),
  }),
  deleteWebhookEndpoint: t.field({
    type: DeletePayload,
    description: 'Deletes an endpoint of yours, with its log; what waits for it is not sent.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: DeleteInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      await deleteEndpoint(services.database, ofPartner(viewer, input.endpointId));
      return { endpointId: input.endpointId };
    },
  }),
  replayWebhookDelivery: t.field({
    type: ReplayPayload,
    description: `Sends a delivery to an endpoint of yours once more, under the same \`webhook-id\`; ${mostInHour.replays} in an hour for each at most.`,
    errors: { types: userErrors },
    args: { input: t.arg({ type: ReplayInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      delivery: await replayDelivery(services.database, ofPartner(viewer, input.deliveryId)),
    }),
  }),
  sendTestWebhook: t.field({
    type: TestPayload,
    description: `Sends an endpoint of yours a \`webhook.test\`, whatever types it is told of; ${mostInHour.tests} in an hour at most.`,
    errors: { types: userErrors },
    args: { input: t.arg({ type: TestInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      delivery: await sendTest(services.database, ofPartner(viewer, input.endpointId)),
    }),
  }),
}));

function partnerOf(viewer: Viewer): string {
  if (viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
  return viewer.partnerId;
}

const ofPartner = (viewer: Viewer, id: string) => ({
  id: id.toLowerCase(),
  partnerId: partnerOf(viewer),
});

const checkedOverlap = (hours: number): number =>
  checked(
    z.int().min(0).max(longestOverlap),
    hours,
    'input.overlapHours',
    `0 to ${longestOverlap}`,
  );

export const access: Access = {
  Mutation: fields(
    [
      ...['createWebhookEndpoint', 'rotateWebhookSecret', 'deleteWebhookEndpoint'],
      ...['replayWebhookDelivery', 'sendTestWebhook'],
    ],
    partner,
  ),
  CreateWebhookEndpointPayload: fields(['endpoint', 'secret'], open),
  RotateWebhookSecretPayload: fields(['endpoint', 'secret'], open),
  DeleteWebhookEndpointPayload: fields(['endpointId'], open),
  ReplayWebhookDeliveryPayload: fields(['delivery'], open),
  SendTestWebhookPayload: fields(['delivery'], open),
};
