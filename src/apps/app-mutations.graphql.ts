import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, fields, open, partner } from '../graphql/kit/rules.ts';
import { userErrors } from '../graphql/kit/user-errors.ts';
import { appName } from './app-fields.ts';
import { AttestAppInput, RegisterAppInput, UpdateAppInput } from './app-inputs.graphql.ts';
import { appPayload } from './app-payload.graphql.ts';
import { attestApp } from './attest-app.ts';
import {
  actorOf,
  appOfViewer,
  checkedAnswers,
  checkedPolicy,
  checkedRedirectUris,
} from './checked-inputs.ts';
import { changeRedirectUris } from './redirect-uris.ts';
import { registerApp } from './register-app.ts';

const RegisterAppPayload = appPayload('RegisterAppPayload');
const UpdateAppPayload = appPayload('UpdateAppPayload');
const AttestAppPayload = appPayload('AttestAppPayload');

builder.mutationFields((t) => ({
  registerApp: t.field({
    type: RegisterAppPayload,
    description: 'Registers an app of yours; it is pending until an admin approves it.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: RegisterAppInput, required: true, description: 'The app.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
      const app = await registerApp(services.database, actorOf(viewer), {
        partnerId: viewer.partnerId,
        name: checked(appName, input.name, 'input.name', '1 to 100 characters'),
        kind: input.kind,
        privacyPolicyUrl: checkedPolicy(input.privacyPolicyUrl),
        redirectUris: checkedRedirectUris(input.redirectUris),
        answers: checkedAnswers(input.answers),
      });
      return { app };
    },
  }),
  updateApp: t.field({
    type: UpdateAppPayload,
    description:
      'Changes where sign-ins of an app of yours may return to. What is added to a reviewed app waits for an admin.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: UpdateAppInput, required: true, description: 'The app.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await changeRedirectUris(
        services.database,
        actorOf(viewer),
        appOfViewer(viewer, idOf('App', input.appId, 'input.appId')),
        checkedRedirectUris(input.redirectUris),
      ),
    }),
  }),
  attestApp: t.field({
    type: AttestAppPayload,
    description:
      'Answers the eleven questions anew; the earlier answers are kept, and members who share with the app are told.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: AttestAppInput, required: true, description: 'The answers.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      const app = await attestApp(
        services.database,
        actorOf(viewer),
        appOfViewer(viewer, idOf('App', input.appId, 'input.appId')),
        {
          answers: checkedAnswers(input.answers),
          privacyPolicyUrl: checkedPolicy(input.privacyPolicyUrl),
        },
      );
      return { app };
    },
  }),
}));

export const access: Access = {
  Mutation: { registerApp: partner, updateApp: partner, attestApp: partner },
  RegisterAppPayload: fields(['app'], open),
  UpdateAppPayload: fields(['app'], open),
  AttestAppPayload: fields(['app'], open),
};
