/** What a browser got, without following where it leads. */
export type Visited = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it is. */
  readonly url: URL;
  /** Where it leads, if it does. */
  readonly location: URL | undefined;
};

/**
 * A member's browser without its screen: it keeps cookies as browsers do, by host and path whatever the
 * port, and says where a form was sent from. For tests that need no script, and want to see each redirect.
 */
export class Visitor {
  readonly cookies = new Map<string, { name: string; value: string; host: string; path: string }>();

  async get(to: string | URL, headers: Record<string, string> = {}): Promise<Visited> {
    return this.#send(new URL(to), { headers: { accept: 'text/html', ...headers } });
  }

  /** Sends a form from a page of the same origin, unless the headers say otherwise. */
  async post(
    to: string | URL,
    form: Record<string, string> | URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Visited> {
    const url = new URL(to);
    return this.#send(url, {
      method: 'POST',
      headers: { accept: 'text/html', origin: url.origin, ...headers },
      body: new URLSearchParams(form),
    });
  }

  /** Follows redirects for as long as they stay within these origins. */
  async follow(visited: Visited, ...within: readonly string[]): Promise<Visited> {
    let current = visited;
    const origins = within.length > 0 ? within : [visited.url.origin];
    for (let hops = 0; hops < 20; hops += 1) {
      const { location } = current;
      if (location === undefined || !origins.includes(location.origin)) return current;
      current = await this.get(location);
    }
    throw new Error(`redirects without end at ${current.url}`);
  }

  async #send(url: URL, request: RequestInit & { headers: Record<string, string> }) {
    const cookie = [...this.cookies.values()]
      .filter(({ host, path }) => host === url.hostname && isBeneath(url.pathname, path))
      // Longer paths first (RFC 6265, section 5.4): of two with one name, that one counts.
      .sort((one, other) => other.path.length - one.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...request.headers },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(url.hostname, line);
    const location = response.headers.get('location');
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      url,
      location: location === null ? undefined : new URL(location, url),
    };
  }

  #keep(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(name.length + 1);
    const attribute = (wanted: string) =>
      attributes
        .find((one) => one.toLowerCase().startsWith(`${wanted}=`))
        ?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    const expires = attribute('expires');
    const key = `${host} ${path} ${name}`;
    if (value === '' || (expires !== undefined && Date.parse(expires) <= Date.now())) {
      this.cookies.delete(key);
    } else {
      this.cookies.set(key, { name, value, host, path });
    }
  }
}

const isBeneath = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** The values that a page's form already has. */
export const hiddenValues = (page: Pick<Visited, 'text'>): Record<string, string> =>
  Object.fromEntries(
    elements(page, 'input').flatMap(({ type, name = '', value = '' }) =>
      type === 'hidden' ? [[name, value]] : [],
    ),
  );

/** What the buttons of a page do, in their order. */
export const buttons = (page: Pick<Visited, 'text'>): readonly string[] =>
  elements(page, 'button').flatMap(({ name, value }) =>
    name === 'do' && value !== undefined ? [value] : [],
  );

/** The attributes of each element of a kind; values on our pages need no decoding. */
const elements = ({ text }: Pick<Visited, 'text'>, kind: 'button' | 'input') =>
  [...text.matchAll(/<(button|input)((?: [\w-]+(?:="[^"]*")?)*)\/?>/g)]
    .filter(([, found]) => found === kind)
    .map(
      ([, , attributes = '']): Record<string, string | undefined> =>
        Object.fromEntries(
          [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value]) => [
            name,
            value,
          ]),
        ),
    );
