import type { IncomingMessage } from 'node:http';

/** What the endpoint is handed with a request; nothing when it is called without a connection. */
export type ServerContext = { readonly req?: IncomingMessage };
