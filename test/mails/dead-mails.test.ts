import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, agent, auditor, mutate, read } from '../kit/graphql.ts';
import { type MailServer, makeDeadMail, startMailServer } from '../kit/mail-server.ts';
import { post } from '../notify/post-office.ts';

let server: MailServer;
let gateway: TestGateway;

beforeAll(async () => {
  server = await startMailServer();
  gateway = await startTestGateway({ SMTP_URL: server.url });
});
afterAll(async () => {
  await gateway?.stop();
  await server?.stop();
});
beforeEach(() => gateway.asAdministrator('delete from mail_outbox'));

const dead = async (page = '') =>
  (
    await read(
      gateway,
      admin,
      `{ deadMails${page} { nodes { mailId kind to state attempts lastError canRetry createdAt }
         pageInfo { hasNextPage endCursor } } }`,
    )
  ).deadMails;
const retry = (mailId: string) =>
  mutate(gateway, admin, 'retryMail', { mailId }, 'mail { mailId state attempts }');

test('a mail that a server refuses for good is seen by admins, and sent once they try it again', async () => {
  server.refuse(() => ({ code: 550, text: '5.1.1 unknown' }));
  await post(gateway, 'somebody@mail.example');
  await expect.poll(async () => (await dead()).nodes.length, { timeout: 15_000 }).toBe(1);
  const [mail] = (await dead()).nodes;
  expect(mail).toEqual({
    mailId: expect.any(String),
    kind: 'ALREADY_REGISTERED',
    to: 's…@mail.example',
    state: 'DEAD',
    attempts: 1,
    lastError: 'EENVELOPE 550 5.1.1 RCPT TO',
    canRetry: true,
    createdAt: expect.any(String),
  });
  server.refuse(undefined);
  expect(await retry(mail.mailId)).toMatchObject({
    __typename: 'RetryMailPayload',
    mail: { mailId: mail.mailId, state: 'PENDING', attempts: 0 },
  });
  await server.mailsTo('somebody@mail.example');
  await expect.poll(async () => (await dead()).nodes).toEqual([]);
  // Pending or sent, it is not given up.
  expect(await retry(mail.mailId)).toMatchObject({ code: 'STATE_CONFLICT' });
});

test('one whose link is no longer kept is not tried again', async () => {
  const mailId = await makeDeadMail(gateway, 'RESET_PASSWORD');
  expect((await dead()).nodes).toMatchObject([{ mailId, canRetry: false }]);
  expect(await retry(mailId)).toMatchObject({
    code: 'STATE_CONFLICT',
    message: expect.stringContaining('asks for a new one'),
  });
  expect((await dead()).nodes).toMatchObject([{ mailId, state: 'DEAD' }]);
});

test('one that there never was is not found', async () => {
  expect(await retry('0b1d5c2e-0000-4000-8000-000000000000')).toMatchObject({ code: 'NOT_FOUND' });
});

test('many are listed page by page, the newest first', async () => {
  const made = [];
  for (let number = 0; number < 5; number += 1) made.unshift(await makeDeadMail(gateway));
  const first = await dead('(first: 3)');
  const second = await dead(`(first: 3, after: "${first.pageInfo.endCursor}")`);
  const listed = [...first.nodes, ...second.nodes].map(({ mailId }) => mailId);
  expect(listed).toEqual(made);
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
});

test.each([auditor, agent])('nobody but admins sees or sends them: $kind', async (as) => {
  const mailId = await makeDeadMail(gateway);
  const list = await gateway.ask('{ deadMails { nodes { mailId } } }', { as });
  expect(list.body.errors[0].extensions.code).toBe('FORBIDDEN');
  const again = await gateway.ask(
    `mutation { retryMail(input: { mailId: "${mailId}" }) { __typename } }`,
    { as },
  );
  expect(again.body.errors[0].extensions.code).toBe('FORBIDDEN');
});
