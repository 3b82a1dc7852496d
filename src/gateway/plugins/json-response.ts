import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { GatewayError } from '../../errors.ts';
import { serialisedData } from '../serialised-data.ts';

/**
 * One response for every Accept: JSON whose `data` are the very bytes that were hashed. Yoga would
 * answer a plain query as an event stream or in parts too; here those are not acceptable, and
 * nothing is read or changed for who could not take the answer.
 */
export const jsonResponse: Plugin = {
  onRequest({ request, fetchAPI, endResponse }) {
    if (negotiate(request.headers.get('accept')) !== undefined) return;
    const { message, code, status } = new GatewayError('NOT_ACCEPTABLE');
    const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
    endResponse(new fetchAPI.Response(body, { status, headers: headersOf('application/json') }));
  },
  onResultProcess({ request, setResultProcessor }) {
    const mediaType = negotiate(request.headers.get('accept')) ?? 'application/json';
    setResultProcessor((result, fetchAPI) => {
      if (Array.isArray(result) || Symbol.asyncIterator in result) {
        throw new Error('neither batches nor streams are released');
      }
      const faults = faultsOf(result);
      return new fetchAPI.Response(bodyOf(result), {
        status: statusOf(result, faults, mediaType),
        headers: {
          ...Object.fromEntries(faults.flatMap(({ http }) => Object.entries(http?.headers ?? {}))),
          ...headersOf(mediaType),
        },
      });
    }, mediaType);
  },
};

const headersOf = (mediaType: MediaType) => ({
  'content-type': `${mediaType}; charset=utf-8`,
  'cache-control': 'no-store',
});

type MediaType = 'application/graphql-response+json' | 'application/json';

/** GraphQL over HTTP: the newer type where it is named; JSON for who says nothing. */
function negotiate(accept: string | null): MediaType | undefined {
  if (accept === null) return 'application/json';
  const ranges = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase());
  const graphql = ranges.indexOf('application/graphql-response+json');
  const json = ranges.findIndex(
    (range) => range === 'application/json' || range === 'application/*' || range === '*/*',
  );
  if (graphql !== -1 && (json === -1 || graphql < json)) return 'application/graphql-response+json';
  return json === -1 ? undefined : 'application/json';
}

function bodyOf(result: object): string {
  const data = serialisedData(result);
  const parts: string[] = [];
  // The data text is placed as it is: writing it anew could change the bytes that were hashed.
  if (data !== undefined) parts.push(`"data":${data}`);
  else if (Reflect.get(result, 'data') === null) parts.push('"data":null');
  for (const name of ['errors', 'extensions']) {
    const value: unknown = Reflect.get(result, name);
    if (value !== undefined) parts.push(`"${name}":${JSON.stringify(value, forClients)}`);
  }
  return `{${parts.join(',')}}`;
}

/** `http` says how to answer, `originalError` what a parser of ours said: neither is for clients. */
const forClients = (key: string, value: unknown) =>
  key === 'http' || key === 'originalError' ? undefined : value;

const fault = z.object({
  code: z.unknown().optional(),
  http: z
    .object({
      status: z.number().optional(),
      spec: z.boolean().optional(),
      headers: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
type Fault = z.infer<typeof fault>;

const withErrors = z.object({ errors: z.array(z.object({ extensions: fault })) });

const faultsOf = (result: object): Fault[] =>
  withErrors.safeParse(result).data?.errors.map(({ extensions }) => extensions) ?? [];

/** GraphQL over HTTP, sections 6.4.1 and 6.4.2: what a request's faults mean for its status. */
function statusOf(result: object, faults: readonly Fault[], mediaType: MediaType): number {
  const statuses = faults.map(({ code, http }) =>
    // Faults of the document itself are 200 in application/json, for clients that know no better;
    // a body that holds no document is 400 for all.
    http?.spec === true && code !== 'BAD_REQUEST' && mediaType === 'application/json'
      ? 0
      : (http?.status ?? 0),
  );
  const status = Math.max(0, ...statuses);
  if (status > 0) return status;
  const unanswered = faults.length > 0 && !('data' in result);
  return unanswered && mediaType === 'application/graphql-response+json' ? 400 : 200;
}
