import { z } from 'zod';
import type { App as AppRow } from '../db/generated/prisma/client.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, fields, open, partner } from '../graphql/kit/rules.ts';
import { InvalidInput, userErrors } from '../graphql/kit/user-errors.ts';
import { keyFaultText } from '../pages/words/public-keys.ts';
import { parseJson } from '../parse-json.ts';
import { ClientAuthentication } from './app-client.graphql.ts';
import { longestOverlap, revokeFormerSecret, setAppClient } from './app-client.ts';
import { appPayload } from './app-payload.graphql.ts';
import { App } from './apps.graphql.ts';
import { actorOf, appOfViewer } from './checked-inputs.ts';
import { type ClientProof, newProof } from './client-proof.ts';

const SetAppClientInput = builder.inputType('SetAppClientInput', {
  description: 'How an app of yours is to prove itself.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    authentication: t.field({ type: ClientAuthentication, required: true, description: 'How.' }),
    publicKeys: t.string({
      description:
        'For PRIVATE_KEY: the JSON text of a JSON Web Key Set, of public keys, RSA or EC, each with its `kid`.',
    }),
    overlapHours: t.int({
      description: `For how long the secret of before may go on beside the new one: 0 unless told, ${longestOverlap} at most.`,
    }),
  }),
});

const RevokeFormerSecretInput = builder.inputType('RevokeFormerSecretInput', {
  description: 'Whose former secret to end.',
  fields: (t) => ({ appId: t.globalID({ required: true, description: 'The app.' }) }),
});

type Set = { readonly app: AppRow; readonly secret: string | null };

const SetAppClientPayload = builder.objectRef<Set>('SetAppClientPayload').implement({
  description: 'The app, as it stands now.',
  fields: (t) => ({
    app: t.field({
      type: App,
      nullable: false,
      description: 'The app. Its `client_id` is its UUID.',
      resolve: ({ app }) => app,
    }),
    clientId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Its OAuth `client_id`.',
      resolve: ({ app }) => app.id,
    }),
    secret: t.exposeString('secret', {
      description: 'For SECRET: the new secret. It is shown this once, and kept by nobody but you.',
    }),
  }),
});

const RevokeFormerSecretPayload = appPayload('RevokeFormerSecretPayload');

builder.mutationFields((t) => ({
  setAppClient: t.field({
    type: SetAppClientPayload,
    description:
      'Sets how an app of yours proves itself. With SECRET, each call makes a new secret. Keys that are new to a reviewed app wait for an admin.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: SetAppClientInput, required: true, description: 'How.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      const proof = proofOf(input.authentication, input.publicKeys);
      const overlap = checked(
        z.int().min(0).max(longestOverlap),
        input.overlapHours ?? 0,
        'input.overlapHours',
        `0 to ${longestOverlap}`,
      );
      const app = await setAppClient(
        services.database,
        actorOf(viewer),
        appOfViewer(viewer, idOf('App', input.appId, 'input.appId')),
        proof,
        overlap,
      );
      return { app, secret: proof.authentication === 'SECRET' ? proof.secret : null };
    },
  }),
  revokeFormerSecret: t.field({
    type: RevokeFormerSecretPayload,
    description: 'Ends the former secret of an app of yours before its time.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: RevokeFormerSecretInput, required: true, description: 'Whose.' }),
    },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await revokeFormerSecret(
        services.database,
        actorOf(viewer),
        appOfViewer(viewer, idOf('App', input.appId, 'input.appId')),
      ),
    }),
  }),
}));

function proofOf(
  authentication: ClientProof['authentication'],
  publicKeys: string | null | undefined,
): ClientProof {
  if (authentication !== 'PRIVATE_KEY' && publicKeys) {
    throw new InvalidInput('Wanted: none, but with PRIVATE_KEY.', 'input.publicKeys');
  }
  const made = newProof(authentication, parseJson(publicKeys ?? ''));
  if ('fault' in made) throw new InvalidInput(keyFaultText('en', made.fault), 'input.publicKeys');
  return made.proof;
}

export const access: Access = {
  Mutation: { setAppClient: partner, revokeFormerSecret: partner },
  SetAppClientPayload: fields(['app', 'clientId', 'secret'], open),
  RevokeFormerSecretPayload: fields(['app'], open),
};
