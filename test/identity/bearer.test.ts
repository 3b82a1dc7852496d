import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBearer } from '../../src/identity/bearer.ts';
import { BearerRefused, TokenRefused } from '../../src/identity/errors.ts';
import { wwwAuthenticate } from '../../src/identity/www-authenticate.ts';

describe('the Authorization header', () => {
  test('may be absent: then nobody asks', () => {
    expect(readBearer(null)).toEqual({ kind: 'none' });
  });

  test.each(['Bearer abc.def.ghi', 'bearer abc.def.ghi', 'BEARER  abc.def.ghi '])(
    'may hold one token: %j',
    (header) => {
      expect(readBearer(header)).toEqual({ kind: 'token', token: 'abc.def.ghi' });
    },
  );

  test.each([
    ['nothing', ''],
    ['a token without scheme', 'abc.def.ghi'],
    ['another scheme', 'Basic amFuZTpzZWNyZXQ='],
    ['a scheme that starts alike', 'Bearers abc'],
    ['a scheme alone', 'Bearer '],
    ['a comma-joined pair', 'Bearer abc, Bearer def'],
    ['a pair without space', 'Bearer abc,def'],
    ['two tokens', 'Bearer abc def'],
    ['a tab', 'Bearer\tabc'],
    ['a line break', 'Bearer abc\r\nX-Admin: 1'],
    ['letters outside ASCII', 'Bearer ábc'],
    ['a full-width letter', 'Bearer ａbc'],
    ['quotes', 'Bearer "abc"'],
    ['padding inside', 'Bearer ab=c'],
    ['more than 8 KiB', `Bearer ${'a'.repeat(8192)}`],
  ])('is refused with %s, not taken for nobody', (_what, header) => {
    expect(() => readBearer(header)).toThrow(BearerRefused);
    expect(() => readBearer(header)).toThrow(
      expect.objectContaining({ status: 400, error: 'invalid_request' }),
    );
  });

  test('never yields a token with a character that tokens cannot hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const credentials = readBearer(`Bearer ${text}`);
          expect(credentials).toMatchObject({ token: expect.stringMatching(/^[\w.~+/-]+=*$/) });
        } catch (error) {
          expect(error).toBeInstanceOf(BearerRefused);
        }
      }),
    );
  });
});

describe('the WWW-Authenticate header', () => {
  test('is a bare challenge when no credentials were shown', () => {
    expect(wwwAuthenticate()).toBe('Bearer realm="consent-gateway"');
  });

  test('says what is wrong with a token', () => {
    expect(wwwAuthenticate(new TokenRefused('expired'))).toBe(
      'Bearer realm="consent-gateway", error="invalid_token", error_description="The token has expired."',
    );
  });

  test('cannot be broken out of by any description', () => {
    const shape =
      /^Bearer realm="consent-gateway", error="invalid_token", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]{0,240}"$/;
    const nasty = fc.constantFrom('"', '\\', '\r\n', '\u0000', 'é', '", x="', '\u2028');
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' }))), (parts) => {
        const header = wwwAuthenticate({ error: 'invalid_token', description: parts.join('') });
        expect(header).toMatch(shape);
        expect(() => new Headers({ 'www-authenticate': header })).not.toThrow();
      }),
    );
  });
});
