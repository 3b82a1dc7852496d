import type { IncomingMessage } from 'node:http';

/** What a request asks after its path. */
export const queryOf = ({ url }: Pick<IncomingMessage, 'url'>): URLSearchParams =>
  new URLSearchParams(url?.split('?').slice(1).join('?'));
