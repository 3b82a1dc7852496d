import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Resolves a name to all of its addresses, as `dns.lookup` does. */
type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Where webhooks may go. */
export type AddressRules = {
  /** In production public addresses alone, by https; else http to this machine as well. */
  readonly production: boolean;
  /** `dns.lookup` unless given. */
  readonly resolve?: Resolve;
};

/** The gateway does not call this address. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
}

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const longest = 2_000;

/**
 * The URL of an endpoint, as far as it can be judged without asking for its addresses.
 *
 * @throws AddressRefused saying what is wanted
 */
export function endpointUrl(text: string, { production }: AddressRules): URL {
  const url = text.length > longest ? null : URL.parse(text);
  if (url === null) throw new AddressRefused(`an https URL of ${longest} characters at most`);
  const { protocol, hostname, username, password } = url;
  if (username !== '' || password !== '') throw new AddressRefused('a URL without credentials');
  if (text.includes('#')) throw new AddressRefused('a URL without a fragment');
  const local = protocol === 'http:' && !production && loopbackNames.includes(hostname);
  if (protocol !== 'https:' && !local) throw new AddressRefused('an https URL');
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (production && ipaddr.isValid(literal) && !isPublic(literal)) throw notPublic();
  return url;
}

/**
 * The URL of an endpoint, and that its name leads to addresses that may be called now.
 *
 * @throws AddressRefused saying what is wanted
 */
export async function reachableUrl(text: string, rules: AddressRules): Promise<URL> {
  const url = endpointUrl(text, rules);
  if (!rules.production || ipaddr.isValid(url.hostname.replace(/^\[|\]$/g, ''))) return url;
  const resolve = judged(rules);
  await new Promise<void>((done, fail) => {
    resolve(url.hostname, { all: true }, (error) => {
      if (error === null) done();
      else if (error instanceof AddressRefused) fail(error);
      else fail(new AddressRefused('a host whose name can be resolved'));
    });
  });
  return url;
}

/**
 * Resolves names for a connection, which is then made to just the addresses that were judged: a name that
 * leads elsewhere the next time (DNS rebinding) gains nothing.
 */
export function judged({ production, resolve = lookup }: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? new AddressRefused('no address'), []);
      } else if (production && !addresses.every(({ address }) => isPublic(address))) {
        callback(notPublic(), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

const notPublic = () => new AddressRefused('a host that is reached by public addresses alone');

/** All of IPv6 that is given out to be reached from everywhere (RFC 4291, section 2.4). */
const globalIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether it is of the internet at large: neither loopback, private, link-local nor any that stands for one. */
function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(globalIpv6);
}
