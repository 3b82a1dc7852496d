import { z } from 'zod';
import type { SecurityRisk as SecurityRiskCode } from '../db/generated/prisma/client.ts';
import { builder } from '../graphql/kit/builder.ts';
import { checked } from '../graphql/kit/checked.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, admin, fields, open } from '../graphql/kit/rules.ts';
import { userErrors } from '../graphql/kit/user-errors.ts';
import { approveAppClient } from './app-client.ts';
import { appPayload } from './app-payload.graphql.ts';
import { changeAppState } from './app-state.ts';
import { SecurityRisk } from './apps.graphql.ts';
import { actorOf } from './checked-inputs.ts';
import { approveRedirectUris } from './redirect-uris.ts';

const ApproveAppInput = builder.inputType('ApproveAppInput', {
  description: 'Which app to approve, or to reinstate.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    version: t.int({
      required: true,
      description: 'Its `version` that you have looked at: what has changed since is not approved.',
    }),
  }),
});

const SuspendAppInput = builder.inputType('SuspendAppInput', {
  description: 'Which app to suspend.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    risk: t.field({ type: SecurityRisk, required: true, description: 'Which risk it is.' }),
    securityRisk: t.string({
      required: true,
      description:
        'The objective security risk: the one ground on which an app may be denied. Its partner reads it.',
    }),
  }),
});

const RefuseAppInput = builder.inputType('RefuseAppInput', {
  description: 'Which pending app to refuse.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    risk: t.field({
      type: SecurityRisk,
      required: true,
      description: 'The objective security risk (42 CFR 422.119(e)). A poor answer is none.',
    }),
    securityRisk: t.string({
      required: true,
      description: 'What it is in this app, and what would mend it. Its partner reads it.',
    }),
  }),
});

const ApproveRedirectUrisInput = builder.inputType('ApproveRedirectUrisInput', {
  description: 'Which of the URIs that wait to approve.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    redirectUris: t.stringList({ required: true, description: 'Of its `pendingRedirectUris`.' }),
  }),
});

const ApproveAppClientInput = builder.inputType('ApproveAppClientInput', {
  description: 'Which of the keys that wait to approve.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    thumbprints: t.stringList({
      required: true,
      description: 'Of its `pendingClientKeys`. They are added to the keys that it has.',
    }),
  }),
});

const ApproveAppPayload = appPayload('ApproveAppPayload');
const SuspendAppPayload = appPayload('SuspendAppPayload');
const RefuseAppPayload = appPayload('RefuseAppPayload');
const ApproveRedirectUrisPayload = appPayload('ApproveRedirectUrisPayload');
const ApproveAppClientPayload = appPayload('ApproveAppClientPayload');

builder.mutationFields((t) => ({
  approveApp: t.field({
    type: ApproveAppPayload,
    description: 'Approves a pending app, or reinstates a suspended or refused one.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: ApproveAppInput, required: true, description: 'Which one.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await changeAppState(
        services.database,
        actorOf(viewer),
        idOf('App', input.appId, 'input.appId'),
        { state: 'APPROVED', version: input.version },
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
        { state: 'SUSPENDED', denial: denialOf(input) },
      ),
    }),
  }),
  refuseApp: t.field({
    type: RefuseAppPayload,
    description: 'Refuses a pending app for a security risk.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: RefuseAppInput, required: true, description: 'Which one.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await changeAppState(
        services.database,
        actorOf(viewer),
        idOf('App', input.appId, 'input.appId'),
        { state: 'REFUSED', denial: denialOf(input) },
      ),
    }),
  }),
  approveRedirectUris: t.field({
    type: ApproveRedirectUrisPayload,
    description:
      'Lets sign-ins of an app return to addresses that it has added since its approval.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: ApproveRedirectUrisInput, required: true, description: 'Which.' }),
    },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await approveRedirectUris(
        services.database,
        actorOf(viewer),
        idOf('App', input.appId, 'input.appId'),
        input.redirectUris,
      ),
    }),
  }),
  approveAppClient: t.field({
    type: ApproveAppClientPayload,
    description:
      'Lets an app prove itself by keys that came since its approval: with one it asks for the records of everybody who shares with it.',
    errors: { types: userErrors },
    args: { input: t.arg({ type: ApproveAppClientInput, required: true, description: 'Which.' }) },
    resolve: async (_parent, { input }, { services, viewer }) => ({
      app: await approveAppClient(
        services.database,
        actorOf(viewer),
        idOf('App', input.appId, 'input.appId'),
        input.thumbprints,
      ),
    }),
  }),
}));

const denialOf = ({ risk, securityRisk }: { risk: SecurityRiskCode; securityRisk: string }) => ({
  risk,
  reason: checked(
    z.string().trim().min(1).max(1_000),
    securityRisk,
    'input.securityRisk',
    '1 to 1000 characters',
  ),
});

export const access: Access = {
  Mutation: {
    approveApp: admin,
    suspendApp: admin,
    refuseApp: admin,
    approveRedirectUris: admin,
    approveAppClient: admin,
  },
  ApproveAppPayload: fields(['app'], open),
  SuspendAppPayload: fields(['app'], open),
  RefuseAppPayload: fields(['app'], open),
  ApproveRedirectUrisPayload: fields(['app'], open),
  ApproveAppClientPayload: fields(['app'], open),
};
