import { type IncomingHttpHeaders, request } from 'node:http';

export type RawRequest = {
  readonly method?: string;
  readonly path?: string;
  /** An array sends the header once for each value. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Sends the body in chunks, without a Content-Length. */
  readonly chunked?: boolean;
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

/**
 * Sends bytes as no well-behaved client would. A server may answer and hang up before it has read
 * the whole body: the answer counts.
 */
export function sendRaw(baseUrl: string, raw: RawRequest): Promise<RawAnswer> {
  const { method = 'POST', path = '/graphql', headers = {}, body, chunked = false } = raw;
  return new Promise((resolve, reject) => {
    const sent = request(baseUrl, { method, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    // After an answer this changes nothing: the promise is settled.
    sent.on('error', reject);
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
    if (!chunked && body !== undefined && headers['content-length'] === undefined) {
      sent.setHeader('content-length', Buffer.byteLength(body));
    }
    if (chunked && body !== undefined) {
      sent.write(body.slice(0, 1));
      sent.end(body.slice(1));
    } else {
      sent.end(body);
    }
  });
}
