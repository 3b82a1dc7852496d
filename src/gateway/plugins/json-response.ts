import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { serialisedData } from '../serialised-data.ts';

/**
 * One response for every Accept: JSON whose `data` are the very bytes that were hashed. Yoga would
 * answer a plain query as an event stream or in parts too; here those are not acceptable.
 */
export const jsonResponse: Plugin = {
  onResultProcess({ request, setResultProcessor }) {
    const mediaType = negotiate(request.headers.get('accept'));
    setResultProcessor((result, fetchAPI) => {
      if (Array.isArray(result) || Symbol.asyncIterator in result) {
        throw new Error('neither batches nor streams are released');
      }
      return new fetchAPI.Response(bodyOf(result), {
        status: mediaType === undefined ? 406 : statusOf(result, mediaType),
        headers: {
          'content-type': `${mediaType ?? 'application/json'}; charset=utf-8`,
          'cache-control': 'no-store',
        },
      });
    }, mediaType ?? 'application/json');
  },
};

type MediaType = 'application/graphql-response+json' | 'application/json';

/** GraphQL over HTTP: the newer type where it is named; JSON for who says nothing. */
export function negotiate(accept: string | null): MediaType | undefined {
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
    if (value !== undefined) parts.push(`"${name}":${JSON.stringify(value)}`);
  }
  return `{${parts.join(',')}}`;
}

const withErrors = z.object({
  errors: z.array(
    z.object({
      extensions: z.looseObject({
        http: z.object({ status: z.number().optional(), spec: z.boolean().optional() }).optional(),
      }),
    }),
  ),
});

/** GraphQL over HTTP, sections 6.4.1 and 6.4.2: what a request's fault means for its status. */
function statusOf(result: object, mediaType: MediaType): number {
  const { data: found } = withErrors.safeParse(result);
  const faults = (found?.errors ?? []).flatMap(({ extensions }) =>
    // Faults of the document itself are 200 in application/json, for clients that know no better.
    extensions.http?.spec === true && mediaType === 'application/json'
      ? []
      : [extensions.http?.status ?? 0],
  );
  const status = Math.max(0, ...faults);
  if (status > 0) return status;
  const unanswered = found !== undefined && !('data' in result);
  return unanswered && mediaType === 'application/graphql-response+json' ? 400 : 200;
}
