import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpointUrl, reachableUrl } from '../../src/notify/webhooks/addresses.ts';
import { post } from '../../src/notify/webhooks/post.ts';
import { askNameServers } from '../../src/notify/webhooks/resolve-names.ts';
import { type NameServer, startNameServer } from '../kit/name-server.ts';
import { startWebhookReceiver } from '../kit/webhook-receiver.ts';

const production = { production: true };
const leadingTo = (...addresses: string[]) => ({
  production: true,
  resolve: async () => addresses,
});
const refused = expect.objectContaining({ code: 'ADDRESS_REFUSED' });

/** Addresses that are nobody's of the internet, each in a guise of its own. */
const notPublic = [
  ...['127.0.0.1', '127.1', '0x7f.0.0.1', '2130706433', '0.0.0.0', '[::1]', '[::]'],
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254', '224.0.0.1'],
  ...['[fe80::1]', '[fd00:ec2::254]', '[fec0::1]', '[ff02::1]', '255.255.255.255', '192.0.0.1'],
  ...['[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
  ...['[2002:7f00:1::]', '[2001:0:7f00:1::]', '[2001:db8::1]'],
];

describe('in production', () => {
  test.each(notPublic)('https://%s is no endpoint', (host) => {
    expect(() => endpointUrl(`https://${host}/hook`, production)).toThrow();
  });

  test.each(['http://partner.example/', 'http://127.0.0.1/', 'ftp://partner.example/', 'hook'])(
    '%s is no endpoint, for it is not https',
    (url) => {
      expect(() => endpointUrl(url, production)).toThrow('https');
    },
  );

  test.each(['https://93.184.215.14/hook', 'https://[2606:2800:21f:cb07::1]/hook'])(
    '%s is one',
    async (url) => {
      expect((await reachableUrl(url, production)).href).toBe(url);
    },
  );

  test('localhost, and any name that leads to an address that is not public, is no endpoint', async () => {
    await expect(reachableUrl('https://localhost/hook', production)).rejects.toEqual(refused);
    const url = 'https://partner.example/hook';
    await expect(reachableUrl(url, leadingTo('10.1.2.3'))).rejects.toEqual(refused);
    const half = leadingTo('93.184.215.14', '::1');
    await expect(reachableUrl(url, half)).rejects.toEqual(refused);
    await expect(reachableUrl(url, leadingTo())).rejects.toEqual(refused);
    expect((await reachableUrl(url, leadingTo('93.184.215.14'))).href).toBe(url);
  });

  test('a name that led to a public address when it was judged is judged anew by each connection', async () => {
    const receiver = await startWebhookReceiver();
    try {
      const { port } = new URL(receiver.url);
      const sent = post(
        { url: `https://partner.example:${port}/hook`, headers: {}, body: '{}' },
        leadingTo('127.0.0.1'),
        AbortSignal.timeout(5_000),
      );
      await expect(sent).rejects.toEqual(refused);
      expect(receiver.received).toEqual([]);
    } finally {
      await receiver.stop();
    }
  });
});

describe('always', () => {
  test.each(['https://user:secret@partner.example/', 'https://user@partner.example/'])(
    'a URL with credentials is no endpoint: %s',
    (url) => {
      for (const rules of [production, { production: false }]) {
        expect(() => endpointUrl(url, rules)).toThrow('credentials');
      }
    },
  );

  test('nor is plain http to anybody else than this machine', () => {
    expect(() => endpointUrl('http://partner.example/', { production: false })).toThrow('https');
    expect(endpointUrl('http://localhost:3000/hook', { production: false }).port).toBe('3000');
  });

  test('a connection goes to just the address that was judged', async () => {
    const receiver = await startWebhookReceiver();
    try {
      const { port } = new URL(receiver.url);
      const rules = { ...leadingTo('127.0.0.1'), production: false };
      const url = `http://localhost:${port}/hook`;
      const code = await post({ url, headers: {}, body: '{}' }, rules, AbortSignal.timeout(5_000));
      expect(code).toBe(204);
      expect(receiver.received).toMatchObject([{ path: '/hook', body: '{}' }]);
    } finally {
      await receiver.stop();
    }
  });
});

describe('name servers', () => {
  let server: NameServer;
  beforeAll(async () => {
    server = await startNameServer({
      'both.example': ['93.184.215.14', '2606:2800:21f:cb07::1'],
      'six.example': ['2606:2800:21f:cb07::1'],
      'inside.example': ['93.184.215.14', 'fd00::1'],
      'none.example': [],
      'here.example': ['127.0.0.1'],
    });
  });
  afterAll(() => server.stop());
  const asking = (production = true) => ({ production, resolve: askNameServers([server.at]) });
  const url = (name: string) => `https://${name}/hook`;

  test('are asked for addresses of both kinds, all of which are judged', async () => {
    for (const name of ['both.example', 'six.example']) {
      expect((await reachableUrl(url(name), asking())).href).toBe(url(name));
    }
    for (const name of ['inside.example', 'none.example', 'here.example', 'localhost']) {
      await expect(reachableUrl(url(name), asking())).rejects.toEqual(refused);
    }
  });

  test('lead a connection to what they said', async () => {
    const receiver = await startWebhookReceiver();
    try {
      const { port } = new URL(receiver.url);
      // Plain http is for loopback names alone; of others the connection is what is seen.
      const sent = post(
        { url: `https://here.example:${port}/hook`, headers: {}, body: '{}' },
        asking(false),
        AbortSignal.timeout(5_000),
      );
      await expect(sent).rejects.toMatchObject({ code: expect.stringMatching(/SSL|EPROTO|RESET/) });
      const local = { url: `http://localhost:${port}/hook`, headers: {}, body: '{}' };
      expect(await post(local, asking(false), AbortSignal.timeout(5_000))).toBe(204);
      expect(server.asked.has('localhost')).toBe(false);
    } finally {
      await receiver.stop();
    }
  });

  test('that say nothing are not waited for: by nobody who makes an endpoint, nor by a try that is over', async () => {
    const before = performance.now();
    await expect(reachableUrl(url('silent.example'), asking(), 50)).rejects.toEqual(refused);
    const cancelled = askNameServers([server.at])('silent.example', AbortSignal.timeout(50));
    await expect(cancelled).rejects.toMatchObject({ code: 'ECANCELLED' });
    expect(performance.now() - before).toBeLessThan(1_500);
    expect(server.asked.has('silent.example')).toBe(true);
  });
});
