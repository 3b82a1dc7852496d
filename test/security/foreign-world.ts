import { isInputObjectType } from 'graphql';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { patient } from '../kit/fhir.ts';
import type { TestGateway } from '../kit/gateway.ts';
import type { Literals } from '../kit/id-places.ts';
import { globalId } from '../kit/operations.ts';
import { importResources, makeApp, makeGrant, memberIdOf } from '../kit/world.ts';
import { makeOneOfEach, type OneOfEach } from './one-of-each.ts';

/** Ann's world, beside it Ben and others who have no business there. */
export type ForeignWorld = {
  readonly anns: OneOfEach;
  readonly ben: string;
  /** The global id of an app that waits for approval, of a partner who is none of the strangers. */
  readonly pending: string;
  /** Raw ids that are Ann's. */
  readonly uuids: readonly string[];
  readonly strangers: Readonly<Record<string, TokenHolder>>;
  /** What else operations need, told by a caller. */
  literals(caller: 'ann' | 'ben'): Literals;
};

/** Makes it. */
export async function makeForeignWorld(gateway: TestGateway): Promise<ForeignWorld> {
  const anns = await makeOneOfEach(gateway);
  const plan = await gateway.database.prisma.plan.findFirstOrThrow();
  await importResources(gateway, plan, [patient('ben')]);
  const ben = memberIdOf(plan, 'ben');
  await makeGrant(gateway, plan, ben, anns.app);
  const other = await makeApp(gateway);
  const texts = await gateway.database.prisma.material.findMany();
  const grant = await gateway.database.prisma.grant.findFirstOrThrow({
    where: { memberId: anns.memberId },
  });
  // A disclosure of Ann's alone, to be asked for by its request.
  const { headers } = await gateway.ask('{ members { nodes { memberId } } }', {
    as: { kind: 'APP', appId: anns.app.id, memberId: anns.memberId },
  });
  return {
    anns,
    ben,
    pending: await registerPending(gateway, other.partnerId),
    uuids: [
      anns.memberId,
      grant.id,
      anns.app.id,
      anns.evidenceExport,
      // The first that is deleted is the one to spare.
      anns.webhooks.spare,
      anns.webhooks.endpoint,
      anns.webhooks.delivery,
      headers.get('x-request-id') ?? '',
    ],
    strangers: {
      'another member': { kind: 'MEMBER', memberId: ben },
      'another app': { kind: 'APP', appId: other.id },
      'the app, for another member': { kind: 'APP', appId: anns.app.id, memberId: ben },
      'another partner': { kind: 'PARTNER', partnerId: (await makeApp(gateway)).partnerId },
      'an agent': { kind: 'AGENT' },
      'an admin': { kind: 'ADMIN' },
    },
    literals: (caller) => ({
      appId: JSON.stringify(globalId('App', anns.app.id)),
      answers,
      documents: '["query OfTheirs { viewer { kind } }"]',
      caller: `{ memberNumber: "M-${caller}", familyName: "Family-${caller}", birthDate: "1970-01-31" }`,
      language: '"en"',
      readMaterialIds: JSON.stringify(texts.map(({ id }) => globalId('Material', id))),
      reason: '"r"',
      redirectUris: '["https://app.example/back"]',
      text: '"t"',
      thumbprints: '["t"]',
      version: '1',
      answer: '"t"',
      securityRisk: '"r"',
      signature: '"A. Member"',
    }),
  };
}

const questions = buildSchema().schema.getType('PrivacyAnswersInput');
const answers = `{ ${Object.keys(isInputObjectType(questions) ? questions.getFields() : {})
  .map((question) => `${question}: { answer: YES, detail: "d" }`)
  .join(', ')} }`;

async function registerPending(gateway: TestGateway, partnerId: string): Promise<string> {
  const { body } = await gateway.ask(
    `mutation { registerApp(input: { name: "Pending", kind: PROVIDER, redirectUris: ["https://p.example/back"],
       answers: ${answers} }) { ... on RegisterAppPayload { app { id } } ... on Error { message } } }`,
    { as: { kind: 'PARTNER', partnerId } },
  );
  return body.data.registerApp.app.id;
}
