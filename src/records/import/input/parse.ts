import { z } from 'zod';
import { type Fault, type Place, reasonOf } from '../faults.ts';
import type { InputResource, Json } from './input-resource.ts';

const named = z.object({ resourceType: z.string().regex(/^[A-Z][A-Za-z]{1,63}$/) });

/** No fullUrls: outside a Bundle, references are `Type/id`. */
export const noFullUrls: ReadonlyMap<string, string> = new Map();

/** Parses the text of one resource; a fault where it is no JSON object with a `resourceType`. */
export function parseResource(
  place: Place,
  text: string,
  fullUrls: ReadonlyMap<string, string>,
  fullUrlId?: string,
): InputResource | Fault {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    // The engine quotes the text around the fault; what members' records say stays out of reports.
    return { ...place, path: '', reason: `not JSON${positionOf(reasonOf(cause))}` };
  }
  const type = named.safeParse(json).data?.resourceType;
  if (type === undefined || !isObject(json)) {
    return { ...place, path: '', reason: 'not a FHIR resource: no resourceType' };
  }
  const input = { place, type, text, resource: json, fullUrls };
  return fullUrlId === undefined ? input : { ...input, fullUrlId };
}

const isObject = (json: unknown): json is Json =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function positionOf(message: string): string {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return position === undefined ? '' : ` at character ${Number(position) + 1}`;
}
