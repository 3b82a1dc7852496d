import { z } from 'zod';
import type { App as AppRow } from '../db/generated/prisma/client.ts';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, admin, fields, open, partner } from '../graphql/kit/rules.ts';
import { InvalidInput, userErrors } from '../graphql/kit/user-errors.ts';
import type { KnownViewer, Viewer } from '../identity/viewer.ts';
import {
  ApproveAppInput,
  AttestAppInput,
  RegisterAppInput,
  SuspendAppInput,
} from './app-inputs.graphql.ts';
import { App } from './apps.graphql.ts';
import { attestApp, changeAppState, registerApp } from './apps.ts';
import { type Answers, questionNames } from './attestation.ts';
import { redirectUri } from './redirect-uri.ts';

function payload(name: string) {
  return builder.objectRef<{ app: AppRow }>(name).implement({
    description: 'The app, as it stands now.',
    fields: (t) => ({
      app: t.field({
        type: App,
        nullable: false,
        description: 'The app.',
        resolve: (parent) => parent.app,
      }),
    }),
  });
}

const RegisterAppPayload = payload('RegisterAppPayload');
const AttestAppPayload = payload('AttestAppPayload');
const ApproveAppPayload = payload('ApproveAppPayload');
const SuspendAppPayload = payload('SuspendAppPayload');

const name = z.string().trim().min(1).max(100);
const policyUrl = z.url({ protocol: /^https$/ });

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
        name: checked(name, input.name, 'input.name', '1 to 100 characters'),
        kind: input.kind,
        privacyPolicyUrl: checkedPolicy(input.privacyPolicyUrl),
        redirectUris: input.redirectUris.map((uri) =>
          checked(
            redirectUri,
            uri,
            'input.redirectUris',
            'an absolute https URI such as https://app.example/back, without a fragment',
          ),
        ),
        answers: checkedAnswers(input.answers),
      });
      return { app };
    },
  }),
  attestApp: t.field({
    type: AttestAppPayload,
    description: 'Answers the eleven questions anew; the earlier answers are kept.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: AttestAppInput, required: true, description: 'The answers.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => {
      if (viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
      const app = await attestApp(
        services.database,
        actorOf(viewer),
        { id: idOf('App', input.appId, 'input.appId'), partnerId: viewer.partnerId },
        {
          answers: checkedAnswers(input.answers),
          privacyPolicyUrl: checkedPolicy(input.privacyPolicyUrl),
        },
      );
      return { app };
    },
  }),
  approveApp: t.field({
    type: ApproveAppPayload,
    description: 'Approves a pending app, or reinstates a suspended one.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: ApproveAppInput, required: true, description: 'Which one.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await changeAppState(
        services.database,
        actorOf(viewer),
        idOf('App', input.appId, 'input.appId'),
        'APPROVED',
        null,
      ),
    }),
  }),
  suspendApp: t.field({
    type: SuspendAppPayload,
    description: 'Suspends an app for a security risk: nothing is released to it from then on.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: SuspendAppInput, required: true, description: 'Which one.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await changeAppState(
        services.database,
        actorOf(viewer),
        idOf('App', input.appId, 'input.appId'),
        'SUSPENDED',
        checked(
          z.string().trim().min(1).max(1_000),
          input.securityRisk,
          'input.securityRisk',
          '1 to 1000 characters',
        ),
      ),
    }),
  }),
}));

const actorOf = (viewer: Viewer) => {
  if (viewer.kind === 'NOBODY') throw new GatewayError('UNAUTHENTICATED');
  const known: KnownViewer = viewer;
  return { actor: known.subject, actorKind: known.kind };
};

function checked<T>(schema: z.ZodType<T>, value: unknown, path: string, wanted: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidInput(`Wanted: ${wanted}.`, path);
  return parsed.data;
}

const checkedPolicy = (url: string | null | undefined) =>
  url ? checked(policyUrl, url, 'input.privacyPolicyUrl', 'an https URL') : null;

function checkedAnswers(given: Answers): Answers {
  for (const question of questionNames) {
    if (given[question].detail.length > 2_000) {
      throw new InvalidInput(
        'Wanted: 2000 characters at most.',
        `input.answers.${question}.detail`,
      );
    }
  }
  return given;
}

export const access: Access = {
  Mutation: { registerApp: partner, attestApp: partner, approveApp: admin, suspendApp: admin },
  RegisterAppPayload: fields(['app'], open),
  AttestAppPayload: fields(['app'], open),
  ApproveAppPayload: fields(['app'], open),
  SuspendAppPayload: fields(['app'], open),
};
