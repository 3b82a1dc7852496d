import type { TestGateway } from './gateway.ts';
import { agent, asMember, globalId, mutate } from './graphql.ts';

/** A complaint that a member has filed, of an app where one is told. */
export async function makeComplaint(
  gateway: TestGateway,
  memberId: string,
  app?: { readonly id: string },
): Promise<string> {
  const appId = app && globalId('App', app.id);
  const input = { kind: 'PRIVACY', text: 'Somebody read my mail.', language: 'en', appId };
  const { complaint } = await mutate(
    gateway,
    asMember(memberId),
    'fileComplaint',
    input,
    'complaint { complaintId }',
  );
  return complaint.complaintId;
}

/** One that has its answer, too. */
export async function makeAnsweredComplaint(
  gateway: TestGateway,
  memberId: string,
): Promise<string> {
  const complaintId = await makeComplaint(gateway, memberId);
  const input = { complaintId, answer: 'It was the cat.' };
  await mutate(gateway, agent, 'answerComplaint', input, 'complaint { state }');
  return complaintId;
}
