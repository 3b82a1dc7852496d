import type { AppClient } from '../db/generated/prisma/client.ts';
import { builder } from '../graphql/kit/builder.ts';
import { requestLoader } from '../graphql/kit/request-loader.ts';
import { type Access, fields, open, overseer } from '../graphql/kit/rules.ts';
import { App } from './apps.graphql.ts';
import { type ClientKey, pendingKeys, standingKeys } from './client-keys.ts';
import { publicKeySet } from './public-keys.ts';

export const ClientAuthentication = builder.enumType('ClientAuthentication', {
  description: 'How an app proves itself at the token endpoint.',
  values: {
    NONE: { description: 'Not at all: an app on a device keeps no secret, and has PKCE alone.' },
    SECRET: { description: 'By a secret that the gateway made (client_secret_basic).' },
    PRIVATE_KEY: { description: 'By signing with a key that it alone has (private_key_jwt).' },
  } as const,
});

const ClientKeyType = builder.objectRef<ClientKey>('ClientKey').implement({
  description: 'A public key by which an app proves itself, or asks to.',
  fields: (t) => ({
    keyId: t.string({
      nullable: false,
      description: 'Its `kid`.',
      resolve: ({ key }) => key.kid,
    }),
    thumbprint: t.exposeString('thumbprint', {
      nullable: false,
      description: 'Its SHA-256 thumbprint (RFC 7638), base64url.',
    }),
  }),
});

const AppClientType = builder.objectRef<AppClient>('AppClient').implement({
  description:
    'How an app proves itself as an OAuth client. Its secret is shown once, when it is made.',
  fields: (t) => ({
    authentication: t.field({
      type: ClientAuthentication,
      nullable: false,
      description: 'How.',
      resolve: (client) => client.authentication,
    }),
    keyIds: t.stringList({
      nullable: { list: false, items: false },
      description: 'The `kid` of each public key.',
      resolve: ({ publicKeys }) =>
        publicKeySet.safeParse(publicKeys).data?.keys.map(({ kid }) => kid) ?? [],
    }),
    keys: t.field({
      type: [ClientKeyType],
      nullable: { list: false, items: false },
      description: 'Its public keys.',
      resolve: standingKeys,
    }),
    changedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'Since when: of a secret, when it was made.',
      resolve: (client) => client.changedAt,
    }),
    formerSecretUntil: t.field({
      type: 'DateTime',
      description: 'Until when the secret before it may still be used, where there is one.',
      resolve: ({ formerSecretUntil: until }) =>
        until !== null && until.getTime() > Date.now() ? until : null,
    }),
  }),
});

const clientOf = requestLoader<AppClient | null>(async ({ services }, appIds) => {
  const found = await services.database.prisma.appClient.findMany({
    where: { appId: { in: [...appIds] } },
  });
  const byApp = new Map(found.map((client) => [client.appId, client]));
  return appIds.map((appId) => byApp.get(appId) ?? null);
});

builder.prismaObjectFields(App, (t) => ({
  client: t.field({
    type: AppClientType,
    description:
      'How it proves itself; null until that is set. For its own partner, auditors and admins.',
    select: { id: true, partnerId: true },
    resolve: (app, _args, context) =>
      context.viewer.kind === 'PARTNER' && context.viewer.partnerId !== app.partnerId
        ? null
        : clientOf(context, app.id),
  }),
  pendingClientKeys: t.field({
    type: [ClientKeyType],
    nullable: { list: true, items: false },
    description:
      'Keys that came since it was reviewed: not in use before an admin approves them. For its own partner, auditors and admins.',
    select: { partnerId: true, pendingClientKeys: true },
    resolve: (app, _args, { viewer }) =>
      viewer.kind === 'PARTNER' && viewer.partnerId !== app.partnerId ? null : pendingKeys(app),
  }),
}));

export const access: Access = {
  App: { client: overseer, pendingClientKeys: overseer },
  AppClient: fields(['authentication', 'keyIds', 'keys', 'changedAt', 'formerSecretUntil'], open),
  ClientKey: fields(['keyId', 'thumbprint'], open),
};
