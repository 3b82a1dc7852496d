import DataLoader from 'dataloader';
import type { Resources, Viewer } from '../identity/viewer.ts';
import type { AskedFields } from './door/asked-fields.ts';
import type { Door, Page, PageRequest } from './door/door.ts';
import type { Identification, IdentifiedMember } from './door/identify.ts';
import {
  categoriesOf,
  type HealthRecord,
  type PartKind,
  type RecordKind,
  type RecordPart,
} from './door/record-kind.ts';
import type { PagePosition } from './door/scope-parameters.ts';
import type { Notebook } from './notebook.ts';
import type { Permission } from './permission.ts';
import { compileScope, type Narrowing, narrowScope, type Scope } from './scope.ts';

/**
 * What resolvers read health data with, made anew for each execution: it finds the viewer's
 * permission for a member, compiles it, passes the door and takes notes, one statement for all
 * members that a level of the query asks for.
 */
export class HealthReader {
  readonly notebook: Notebook;
  readonly #door: Door;
  readonly #viewer: Viewer;
  readonly #resources: Resources;
  readonly #asked: AskedFields;
  readonly #permissions: DataLoader<string, Permission | undefined>;
  readonly #scopes = new Map<string, Promise<Scope | undefined>>();
  readonly #pages = new Map<RecordKind, DataLoader<PageRequest, Page>>();
  readonly #records = new Map<
    RecordKind,
    DataLoader<{ scope: Scope; id: string }, HealthRecord | undefined>
  >();
  readonly #parts = new Map<
    PartKind,
    DataLoader<{ scope: Scope; record: HealthRecord }, RecordPart[]>
  >();

  /** @param asked the fields that the operation asks for */
  constructor(options: {
    /** Finds what lets the viewer see each of some members. */
    permissions: (memberIds: readonly string[]) => Promise<(Permission | undefined)[]>;
    door: Door;
    viewer: Viewer;
    notebook: Notebook;
    asked: AskedFields;
  }) {
    this.notebook = options.notebook;
    this.#door = options.door;
    this.#viewer = options.viewer;
    this.#resources = options.viewer.kind === 'APP' ? options.viewer.resources : 'ALL';
    this.#asked = options.asked;
    this.#permissions = new DataLoader(options.permissions);
  }

  /**
   * The viewer's scope for a member, or undefined: unknown, not granted, revoked and expired are
   * the same here. Whoever gets a scope has learnt that the member is there, so it is noted.
   */
  scopeOf(memberId: string): Promise<Scope | undefined> {
    const known = this.#scopes.get(memberId);
    if (known !== undefined) return known;
    const scope = this.#permissions.load(memberId).then((permission) => {
      if (permission === undefined) return undefined;
      const compiled = compileScope(permission, this.#resources);
      this.notebook.noteMember(compiled);
      return compiled;
    });
    this.#scopes.set(memberId, scope);
    return scope;
  }

  /** One page of a member's records of a kind, newest first. Without a scope the page is empty. */
  async page(
    kind: RecordKind,
    memberId: string,
    request: { after: PagePosition | undefined; take: number; narrowing: Narrowing },
  ): Promise<Page> {
    const scope = await this.scopeOf(memberId);
    const asked = request.narrowing.categories;
    const filteredOut = asked && !categoriesOf(kind).some((category) => asked.includes(category));
    if (scope === undefined || filteredOut) return { records: [], hasNext: false };
    const loader = loaderFor(this.#pages, kind, (requests: readonly PageRequest[]) =>
      this.#door.pages(kind, requests, this.#asked, this.notebook),
    );
    return loader.load({
      scope: narrowScope(scope, request.narrowing),
      after: request.after,
      take: request.take,
    });
  }

  /** One record, or undefined: not there and not covered are the same. */
  async record(kind: RecordKind, memberId: string, id: string): Promise<HealthRecord | undefined> {
    const scope = await this.scopeOf(memberId);
    if (scope === undefined) return undefined;
    return loaderFor(this.#records, kind, (requests: readonly { scope: Scope; id: string }[]) =>
      this.#door.records(kind, requests, this.#asked, this.notebook),
    ).load({ scope, id });
  }

  /** Who is calling the Member Help Team; every try is an entry, found or not. */
  async identifyCaller(by: Identification): Promise<IdentifiedMember | undefined> {
    if (this.#viewer.kind !== 'AGENT') return undefined;
    const found = await this.#door.identify(by);
    this.notebook.noteLookup('caller', found?.memberId);
    return found;
  }

  /**
   * What an auditor was shown of grants and entries, and about whom. Whoever returns such things calls
   * it for every viewer: only an auditor's reads are oversight.
   */
  noteOversight(what: string, count: number, memberIds: readonly string[]): void {
    if (this.#viewer.kind === 'AUDITOR') this.notebook.noteAuditRead(what, count, memberIds);
  }

  /** What somebody of the office was shown that members wrote to it, and who wrote it. */
  noteOfficeRead(what: string, count: number, memberIds: readonly string[]): void {
    const { kind } = this.#viewer;
    if (kind === 'AGENT' || kind === 'ADMIN') this.notebook.noteAuditRead(what, count, memberIds);
  }

  /** The parts of a record that this reader returned. */
  async parts(part: PartKind, record: HealthRecord): Promise<RecordPart[]> {
    const scope = await this.scopeOf(record.memberId);
    if (scope === undefined) return [];
    return loaderFor(
      this.#parts,
      part,
      (requests: readonly { scope: Scope; record: HealthRecord }[]) =>
        this.#door.parts(part, requests, this.#asked, this.notebook),
    ).load({ scope, record });
  }
}

function loaderFor<Kind, Key, Value>(
  loaders: Map<Kind, DataLoader<Key, Value>>,
  kind: Kind,
  load: (keys: readonly Key[]) => Promise<Value[]>,
): DataLoader<Key, Value> {
  const known = loaders.get(kind);
  if (known !== undefined) return known;
  // Keys are objects made for each call, so caching by key would never hit.
  const loader = new DataLoader<Key, Value>(load, { cache: false });
  loaders.set(kind, loader);
  return loader;
}
