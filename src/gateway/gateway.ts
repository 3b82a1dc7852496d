import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { accountPrefixes, openAccountPages } from '../accounts/serve-accounts.ts';
import { gallery, galleryPrefix } from '../apps/gallery/gallery.ts';
import { partnerPrefix } from '../apps/registration-form/paths.ts';
import { registrationForm } from '../apps/registration-form/registration-form.ts';
import { isWaiting } from '../authorization/artifact-store.ts';
import { openAuthorizationServer } from '../authorization/authorization-server.ts';
import { createExternalSignIn } from '../authorization/external/external-sign-in.ts';
import { requireOnePlan } from '../authorization/external/find-member.ts';
import { findToken, isOpaque } from '../authorization/opaque-tokens.ts';
import { oauthPrefixes } from '../authorization/paths.ts';
import type { Config } from '../config.ts';
import { openDoor } from '../consent/door/door.ts';
import { PermissionMemory } from '../consent/permission-memory.ts';
import type { Database } from '../db/database.ts';
import { ExportWorker } from '../evidence/export-worker.ts';
import { documentPrefix } from '../grants/signed-pdf.ts';
import { startTermJob } from '../grants/term-job.ts';
import { CursorSealer } from '../graphql/kit/cursor.ts';
import { buildSchema } from '../graphql/schema.ts';
import { openKeySource } from '../identity/key-source.ts';
import { OwnTokens } from '../identity/own-tokens.ts';
import { createTokenVerifier } from '../identity/verify-token.ts';
import { keptSecret } from '../kept-secret.ts';
import { bundlePoolLimits, bundleTrust } from '../ledger/evidence/bundle-trust.ts';
import { openLedger } from '../ledger/open.ts';
import { createAsk } from '../member-site/ask.ts';
import { openMemberSite } from '../member-site/member-site.ts';
import { sitePrefix } from '../member-site/visit.ts';
import { startNotifying } from '../notify/notifying.ts';
import { assetPrefix, serveAsset } from '../pages/assets.ts';
import { nowAndThen } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { documentDownload } from './document-download.ts';
import { evidenceDownload, evidencePrefix } from './evidence-download.ts';
import { createGraphqlEndpoint, type GraphqlEndpoint } from './graphql-endpoint.ts';
import { createHttpServer } from './http-server.ts';
import { ledgerFiles } from './ledger-files.ts';
import { localUrl } from './local-url.ts';
import type { Authenticate } from './plugins/authenticate.ts';
import { releaseAfterAppend } from './plugins/release-after-append.ts';
import { createReadiness } from './readiness.ts';
import { rememberTokens } from './remember-tokens.ts';
import { openTrustedDocuments, shippedOperations } from './trusted-documents.ts';

/** A gateway put together, not listening yet. */
export type Gateway = {
  readonly graphql: GraphqlEndpoint;
  readonly server: Server;
  /** Turns unready, lets requests under way finish, and closes its own connections. */
  close(): Promise<void>;
};

const drainMilliseconds = 10_000;

/** Puts the gateway together on an open database, which the caller closes afterwards. */
export async function createGateway(
  config: Config,
  database: Database,
  log: Logger,
): Promise<Gateway> {
  const { production, dataDirectory } = config;
  const settings = config.token;
  const keys = await openKeySource({ settings, dataDirectory, production });
  const doorPool = database.open('cg_door');
  const keepAhead = () => database.gateway.query('select ledger.keep_ahead()');
  await keepAhead();
  const keepingAhead = nowAndThen(60_000, keepAhead, (cause) => {
    log.error({ err: safeError(cause) }, 'the ledger could not be given its next partition');
  });

  const ledger = await openLedger(config, database, log);
  const verifyJwt = rememberTokens(createTokenVerifier({ settings, keys }));
  const ownTokens = new OwnTokens();
  const verify: Authenticate = async (token) => {
    const viewer = ownTokens.take(token);
    if (viewer !== undefined) return { viewer };
    return isOpaque(token) ? findToken(database.gateway, token) : verifyJwt(token);
  };
  const door = openDoor(doorPool);
  const bundlePool = database.open('cg_gateway', bundlePoolLimits);
  const exports = new ExportWorker({
    database,
    parts: async () => ({
      pool: bundlePool,
      published: ledger.published,
      ...(await bundleTrust(config.ledger)),
      patience: 30_000,
    }),
    lookEvery: Math.max(1_000, config.ledger.checkpointEvery),
    log,
  });
  if (config.evidenceExports) exports.start();
  let stopping = false;
  const operations = await shippedOperations();
  const graphql = createGraphqlEndpoint({
    config,
    log,
    documents: openTrustedDocuments(database.gateway, operations),
    verify,
    services: {
      database,
      cursors: new CursorSealer(
        await keptSecret(dataDirectory, 'cursor-secret', config.cursorSecret),
      ),
      published: ledger.published,
      documentLimits: config.limits,
      production: config.production,
    },
    schema: buildSchema().schema,
    release: releaseAfterAppend({
      permissions: new PermissionMemory(database.gateway, config.permissionMemory),
      door,
      appender: ledger.appender,
    }),
  });
  const origin = () => config.publicUrl ?? localUrl(config, portOf(server, config));
  const { identityProvider } = config;
  if (config.production && config.clientAddressHeader === undefined) {
    log.warn(
      'CLIENT_ADDRESS_HEADER is not set: behind a proxy, all members share the limits of one address',
    );
  }
  if (identityProvider !== undefined) await requireOnePlan(database, identityProvider);
  const external =
    identityProvider &&
    createExternalSignIn({ settings: identityProvider, origin, database, door, log });
  const authorization = await openAuthorizationServer({
    config,
    database,
    door,
    external,
    issuer: origin,
    verify,
    log,
  });
  const memberSite = openMemberSite({
    database,
    door,
    external,
    ask: createAsk({
      fetch: (url, init) => graphql.fetch(url, init),
      tokens: ownTokens,
      operations,
    }),
    origin,
    clientAddressHeader: config.clientAddressHeader,
    log,
  });
  const accountPages = await openAccountPages({
    config,
    database,
    issuer: origin,
    log,
    identify: (by) => door.identify(by),
    isWaiting: (path) => isWaiting(database.gateway, path),
  });
  const server: Server = createHttpServer({
    graphql,
    readiness: createReadiness({
      pool: database.gateway,
      appender: ledger.appender,
      soundness: ledger.soundness,
      checks: ledger.checks,
      ledgerDeadline: config.ledger.deadline,
      isStopping: () => stopping,
      log,
    }),
    routes: [
      {
        prefix: evidencePrefix,
        serve: evidenceDownload({ database, verify, soundness: ledger.soundness, log }),
      },
      {
        prefix: documentPrefix,
        serve: documentDownload({ database, verify, soundness: ledger.soundness, log }),
      },
      { prefix: '/ledger/', serve: ledgerFiles(ledger.published) },
      ...oauthPrefixes.map((prefix) => ({ prefix, serve: authorization.serve })),
      { prefix: sitePrefix, isPage: true, serve: memberSite.serve },
      // Who signs in elsewhere has no password here to register or to forget.
      ...(external === undefined ? accountPrefixes : []).map((prefix) => ({
        prefix,
        isPage: true,
        serve: accountPages.serve,
      })),
      {
        prefix: galleryPrefix,
        isPage: true,
        serve: gallery({ database, log, memberOf: memberSite.memberOf }),
      },
      {
        prefix: partnerPrefix,
        serve: registrationForm({
          database,
          verify,
          origin,
          clientAddressHeader: config.clientAddressHeader,
          log,
        }),
      },
      { prefix: assetPrefix, serve: serveAsset },
    ],
    home: sitePrefix,
    bodyMaxBytes: config.limits.bodyBytes,
  });
  const besides = [
    startNotifying(config, database, origin, log),
    startTermJob(config, database, log),
  ];
  return {
    graphql,
    server,
    close: async () => {
      stopping = true;
      keepingAhead.stop();
      authorization.stop();
      memberSite.stop();
      accountPages.stop();
      await drained(server);
      await graphql.dispose();
      await Promise.all([exports.stop(), ...besides.map((one) => one.stop())]);
      await Promise.all([doorPool.end(), bundlePool.end(), ledger.close()]);
    },
  };
}

/** The port that it listens on, which the system chose where PORT is 0. */
function portOf(server: Server, { port }: Config): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function drained(server: Server): Promise<void> {
  if (!server.listening) return;
  const patience = setTimeout(() => server.closeAllConnections(), drainMilliseconds);
  // A connection that answers its last request turns idle only then.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearInterval(sweep);
  clearTimeout(patience);
}
