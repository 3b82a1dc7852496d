import { expect } from 'vitest';
import type { TestGateway } from './gateway.ts';
import { expectClearRefusal } from './leaks.ts';

/** Expects that a token opens nothing: 401, a challenge, and no data. */
export async function expectTokenRefused(gateway: TestGateway, token: string): Promise<void> {
  const answer = await gateway.ask('{ viewer { kind } }', { token });
  expect(answer.status, answer.text).toBe(401);
  expectClearRefusal(answer);
  expect(answer.headers.get('www-authenticate')).toMatch(
    /^Bearer realm="[^"]+", error="invalid_token"/,
  );
}
