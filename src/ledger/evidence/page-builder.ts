import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('./page/', import.meta.url);
const fileOf = (name: string) => fileURLToPath(new URL(name, folder));

/**
 * Builds `verify.html`: one file that works without a network, wherever it is opened from. Its policy
 * lets it run and load nothing but what is in it.
 */
export async function buildPage(): Promise<string> {
  const [template, style, script] = await Promise.all([
    readFile(fileOf('page.html'), 'utf8'),
    readFile(fileOf('page.css'), 'utf8'),
    bundledScript(),
  ]);
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // By functions: in a replacement text a dollar would have a meaning.
  return template
    .replace(
      '<!--policy-->',
      () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    )
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script>${script}</script>`);
}

/** The page's program with everything that it needs, in one text. */
async function bundledScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileOf('main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
  });
  // Nothing in it may end the element that holds it.
  return (outputFiles[0]?.text ?? '').trim().replaceAll('</script', '<\\/script');
}

/** How a policy names what stands in the page (CSP 3). */
const sourceHash = (text: string) => `sha256-${hash('sha256', text, 'base64')}`;
