import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const assetPrefix = '/assets/';

type Asset = { readonly type: string; readonly body: Buffer };

// The package's entry is in dist/react-components/<format>/.
const designSystem = join(
  dirname(fileURLToPath(import.meta.resolve('@cmsgov/design-system'))),
  '../..',
);

const files: readonly (readonly [name: string, path: string, type: string])[] = [
  ['css/index.css', join(designSystem, 'css/index.css'), 'text/css; charset=utf-8'],
  ['css/core-theme.css', join(designSystem, 'css/core-theme.css'), 'text/css; charset=utf-8'],
  ['css/pages.css', join(import.meta.dirname, 'pages.css'), 'text/css; charset=utf-8'],
  ...readdirSync(join(designSystem, 'fonts')).map(
    (name) => [`fonts/${name}`, join(designSystem, 'fonts', name), 'font/woff2'] as const,
  ),
];

const contents: readonly (readonly [string, Asset])[] = files.map(([name, path, type]) => [
  name,
  { type, body: readFileSync(path) },
]);

/** Names what is served now: with anything of it changed, all is fetched anew. */
const version = createHash('sha256')
  .update(
    contents
      .map(([name, { body }]) => `${name} ${createHash('sha256').update(body).digest('hex')}`)
      .join('\n'),
  )
  .digest('base64url')
  .slice(0, 12);

const assets: ReadonlyMap<string, Asset> = new Map(
  contents.map(([name, asset]) => [`${assetPrefix}${version}/${name}`, asset]),
);

/** What every page refers to. */
export const assetUrls = {
  styles: ['css/core-theme.css', 'css/index.css', 'css/pages.css'].map(
    (name) => `${assetPrefix}${version}/${name}`,
  ),
};

/** Sends a style sheet or a font. Each has its content in its name, and is kept for good. */
export function serveAsset(request: IncomingMessage, response: ServerResponse, path: string): void {
  const asset = assets.get(path);
  if (asset === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(asset === undefined ? 404 : 405, { 'cache-control': 'no-store' });
    response.end();
    return;
  }
  response.writeHead(200, {
    'content-type': asset.type,
    'content-length': asset.body.length,
    'cache-control': 'public, max-age=31536000, immutable',
  });
  response.end(request.method === 'HEAD' ? undefined : asset.body);
}
