import { isIPv6, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { askNameServers, type ResolveName } from './resolve-names.ts';

/** Where webhooks may go. */
export type AddressRules = {
  /** In production public addresses alone, by https; else http to this machine as well. */
  readonly production: boolean;
  /** The name servers of this machine unless given. */
  readonly resolve?: ResolveName;
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
 * @param within milliseconds for which its name servers are waited for
 * @throws AddressRefused saying what is wanted
 */
export async function reachableUrl(
  text: string,
  rules: AddressRules,
  within = 5_000,
): Promise<URL> {
  const url = endpointUrl(text, rules);
  if (!rules.production || ipaddr.isValid(url.hostname.replace(/^\[|\]$/g, ''))) return url;
  try {
    await judgedAddresses(url.hostname, rules, AbortSignal.timeout(within));
  } catch (cause) {
    if (cause instanceof AddressRefused) throw cause;
    throw new AddressRefused('a host whose name can be resolved');
  }
  return url;
}

/**
 * Resolves names for a connection, which is then made to just the addresses that were judged: a name that
 * leads elsewhere the next time (DNS rebinding) gains nothing.
 */
export function judged(rules: AddressRules, signal: AbortSignal): LookupFunction {
  return (hostname, { all }, callback) => {
    judgedAddresses(hostname, rules, signal).then(
      ([first, ...others]) => {
        if (all === true) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error('no address'), []),
    );
  };
}

type Address = { readonly address: string; readonly family: 4 | 6 };

async function judgedAddresses(
  hostname: string,
  { production, resolve = askNameServers() }: AddressRules,
  signal: AbortSignal,
): Promise<[Address, ...Address[]]> {
  const found = await resolve(hostname, signal);
  if (production && !found.every(isPublic)) throw notPublic();
  const [first, ...others] = found.map(
    (address): Address => ({ address, family: isIPv6(address) ? 6 : 4 }),
  );
  if (first === undefined) throw new AddressRefused('a host that has an address');
  return [first, ...others];
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
