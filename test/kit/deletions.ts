import { v7 as uuidv7 } from 'uuid';
import type { TestGateway } from './gateway.ts';
import { asMember, globalId, mutate } from './graphql.ts';

/** A grant that its member has revoked. */
export async function revoke(
  gateway: TestGateway,
  memberId: string,
  grant: { readonly id: string },
): Promise<string> {
  const grantId = globalId('Grant', grant.id);
  const { __typename } = await mutate(
    gateway,
    asMember(memberId),
    'revokeGrant',
    { grantId },
    'grant { state }',
  );
  if (__typename !== 'RevokeGrantPayload') throw new Error(`not revoked: ${__typename}`);
  return grant.id;
}

/** A request under a grant that has ended, kept and told to nobody; due so many days from now, or overdue. */
export async function makeDeletionRequest(
  { database }: Pick<TestGateway, 'database'>,
  grantId: string,
  dueInDays = 1,
): Promise<string> {
  const day = 86_400_000;
  const answerDueAt = new Date(Date.now() + dueInDays * day);
  const requestedAt = new Date(answerDueAt.getTime() - 30 * day);
  const { id } = await database.prisma.deletionRequest.create({
    data: {
      id: uuidv7(),
      grantId,
      channel: 'ONLINE',
      requestedBy: 'test',
      requestedAt,
      answerDueAt,
    },
  });
  return id;
}
