import { z } from 'zod';
import type { Fault } from '../faults.ts';
import type { InputResource } from './input-resource.ts';
import {
  elementsAt,
  JsonFault,
  LineCounter,
  membersAt,
  type Span,
  skipSpace,
} from './json-spans.ts';
import { noFullUrls, parseResource } from './parse.ts';

/** A history holds several versions of one resource, a document or message is more than its parts. */
const accepted: ReadonlySet<unknown> = new Set(['transaction', 'batch', 'collection', 'searchset']);

type Entry = {
  readonly span: Span;
  readonly fullUrl: string | undefined;
  readonly resource: Span | undefined;
};

/** The resources of a Bundle, or the one resource that a JSON file is. */
export function* resourcesOfBundle(
  file: string,
  text: string,
  only: ReadonlySet<string> | undefined,
): Generator<InputResource | Fault> {
  const lines = new LineCounter(text);
  try {
    const start = skipSpace(text, 0);
    if (start === text.length) throw new JsonFault(start, 'empty: a FHIR resource was expected');
    const root = new Map<string, Span>();
    for (const { key, ...span } of membersAt(text, start)) root.set(key, span);
    if (wordAt(text, root.get('resourceType')) !== 'Bundle') {
      yield parseResource({ file, line: 1 }, text.trim(), noFullUrls);
      return;
    }
    const type = wordAt(text, root.get('type'));
    if (!accepted.has(type)) {
      const reason = `${type ?? 'missing'} is not accepted: give a ${[...accepted].join(', ')}`;
      yield { file, line: 1, path: 'Bundle.type', reason };
      return;
    }
    yield* resourcesOfEntries(file, text, root.get('entry'), lines, only);
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause;
    yield { file, line: lines.at(cause.offset), path: '', reason: cause.message };
  }
}

function* resourcesOfEntries(
  file: string,
  text: string,
  span: Span | undefined,
  lines: LineCounter,
  only: ReadonlySet<string> | undefined,
): Generator<InputResource | Fault> {
  const entries = span ? [...elementsAt(text, span.start)].map((one) => entryAt(text, one)) : [];
  const fullUrls = new Map(entries.flatMap((one) => nameOf(text, one)));
  for (const [index, { span: entry, fullUrl, resource }] of entries.entries()) {
    const place = { file, line: lines.at(resource?.start ?? entry.start) };
    if (resource === undefined) {
      if (only) continue;
      yield { ...place, path: `Bundle.entry[${index}]`, reason: 'holds no resource' };
      continue;
    }
    const resourceText = text.slice(resource.start, resource.end);
    if (only && ![...only].some((type) => resourceText.includes(`"${type}"`))) continue;
    yield parseResource(place, resourceText, fullUrls, uuidOf(fullUrl));
  }
}

/** The members of an entry or resource; none where it is malformed, which costs that one alone. */
function membersOf(text: string, { start }: Span): ReadonlyMap<string, Span> {
  const members = new Map<string, Span>();
  try {
    for (const { key, ...member } of membersAt(text, start)) members.set(key, member);
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause;
  }
  return members;
}

function entryAt(text: string, span: Span): Entry {
  const members = membersOf(text, span);
  return { span, fullUrl: wordAt(text, members.get('fullUrl')), resource: members.get('resource') };
}

/** The fullUrl of an entry, with the `Type/id` that it stands for. */
function nameOf(text: string, { fullUrl, resource }: Entry): [string, string][] {
  if (fullUrl === undefined || resource === undefined) return [];
  const members = membersOf(text, resource);
  const type = wordAt(text, members.get('resourceType'));
  const id = wordAt(text, members.get('id')) ?? uuidOf(fullUrl);
  return type === undefined || id === undefined ? [] : [[fullUrl, `${type}/${id}`]];
}

const word = z.string();

function wordAt(text: string, span: Span | undefined): string | undefined {
  if (span === undefined || text[span.start] !== '"') return undefined;
  try {
    return word.parse(JSON.parse(text.slice(span.start, span.end)));
  } catch {
    // A malformed string is reported when its resource is parsed.
    return undefined;
  }
}

const uuidUrn = /^urn:uuid:([0-9a-fA-F-]{36})$/;
const uuidOf = (fullUrl: string | undefined): string | undefined =>
  uuidUrn.exec(fullUrl ?? '')?.[1]?.toLowerCase();
