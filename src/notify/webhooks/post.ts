import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { type AddressRules, endpointUrl, judged } from './addresses.ts';

/** One request to an endpoint. */
export type Post = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * Posts to an endpoint. Redirects are not followed, and of the answer nothing but its status is read.
 *
 * @returns the status
 * @throws AddressRefused where the gateway does not call the address; whatever Node tells of a failed connection
 */
export function post(
  { url, headers, body }: Post,
  rules: AddressRules,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    // Judged again: what is kept may be from before production.
    const target = endpointUrl(url, rules);
    const send = target.protocol === 'https:' ? overHttps : overHttp;
    const request = send(target, {
      method: 'POST',
      headers,
      // A connection of its own: one that is kept open has been judged for another time.
      agent: false,
      lookup: judged(rules, signal),
      maxHeaderSize: 16_384,
      signal,
    });
    request.on('response', (response) => {
      response.on('error', () => undefined);
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', reject);
    request.on('close', () => reject(new Error('closed without an answer')));
    request.end(body);
  });
}
