import type { HealthReader } from '../../consent/reader.ts';
import type { Database } from '../../db/database.ts';
import type { Viewer } from '../../identity/viewer.ts';
import type { PublishedLedger } from '../../ledger/proofs.ts';
import type { CursorSealer } from './cursor.ts';
import type { DocumentLimits } from './document-limits.ts';

/** What lives as long as the process. */
export type Services = {
  readonly database: Database;
  readonly cursors: CursorSealer;
  /** What of the ledger is signed. */
  readonly published: PublishedLedger;
  readonly documentLimits: DocumentLimits;
  /** Whether it serves as in production, where it calls public addresses alone. */
  readonly production: boolean;
};

/** What a resolver gets. Made anew for every execution: graphql-shield keeps verdicts in it. */
export type RequestContext = {
  readonly services: Services;
  /** UUIDv7; the response carries it as X-Request-Id, and the ledger as the release's id. */
  readonly requestId: string;
  readonly viewer: Viewer;
  readonly reader: HealthReader;
};

/** Whether a context's viewer showed a token; shield hands the context over as any object. */
export function isSignedIn(context: object): boolean {
  const viewer: unknown = Reflect.get(context, 'viewer');
  return viewer instanceof Object && Reflect.get(viewer, 'kind') !== 'NOBODY';
}
