import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rounds } from '../../kit/drill.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

/** Opens a connection and sends the beginning of a request, and then nothing. */
function begin(text: string): Promise<Socket> {
  const { hostname, port } = new URL(gateway.baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(text, () => resolve(socket));
    });
    socket.on('error', reject);
    socket.resume();
  });
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });

test('the time of a request is bounded, and looked after often enough to matter', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout } = gateway.gateway.server;
  expect(headersTimeout).toBe(10_000);
  expect(requestTimeout).toBe(30_000);
  expect(keepAliveTimeout).toBeLessThanOrEqual(65_000);
});

test('500 connections that send half a request keep nobody waiting', async () => {
  const halves = ['POST /graphql HTTP/1.1\r\nHost: x\r\nX-A:', 'GET /gra', ''];
  const sockets = await Promise.all(
    Array.from({ length: 500 }, (_, i) => begin(halves[i % halves.length] ?? '')),
  );
  try {
    const started = performance.now();
    const answer = await gateway.ask('{ viewer { kind } }', { as: { kind: 'ADMIN' } });
    expect(answer.body).toEqual({ data: { viewer: { kind: 'ADMIN' } } });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(sockets.every(({ closed }) => !closed)).toBe(true);
    // Waiting for the time-outs themselves is for the full drill.
    if (rounds(0, 1) === 1) {
      await Promise.all(sockets.map(closed));
      expect(performance.now() - started).toBeLessThan(17_000);
    }
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});
