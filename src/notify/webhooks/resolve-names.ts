import { Resolver } from 'node:dns/promises';

/** Asks for all addresses of a name, until the signal says that nobody wants them any more. */
export type ResolveName = (
  hostname: string,
  signal: AbortSignal | undefined,
) => Promise<readonly string[]>;

/** How long one name server is waited for at first, milliseconds, and how often it is asked. */
const asking = { timeout: 2_000, tries: 2 };

/**
 * Asks name servers by DNS itself. `dns.lookup` would hold one of the few threads of Node, which an abort does not
 * give back: a few partners whose name servers say nothing would hold up all others, and new connections to the
 * database.
 *
 * @param servers those of this machine unless given
 */
export function askNameServers(servers?: readonly string[]): ResolveName {
  return async (hostname, signal) => {
    // RFC 6761, section 6.3: never asked for.
    if (/(^|\.)localhost\.?$/i.test(hostname)) return ['127.0.0.1', '::1'];
    signal?.throwIfAborted();
    const resolver = new Resolver(asking);
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([
        resolver.resolve4(hostname),
        resolver.resolve6(hostname),
      ]);
      const addresses = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      const [ipv4] = answers;
      if (addresses.length === 0 && ipv4.status === 'rejected') throw ipv4.reason;
      return addresses;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
}
