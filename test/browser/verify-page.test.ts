import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { formatVerifierKey } from '../../src/ledger/core/verifier-key.ts';
import { bundleFiles } from '../../src/ledger/evidence/bundle-format.ts';
import { startBrowser } from '../kit/browser.ts';
import { type EvidenceWorld, makeEvidenceWorld } from '../kit/evidence.ts';
import { changed, linesOf, sealed, textOf, withLines, zipOf } from '../kit/sealed-bundle.ts';
import { newSigner } from '../ledger/core/signer.ts';
import { resigned } from '../ledger/evidence/made-up-ledger.ts';

// The first start of a machine unpacks the browser.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let world: EvidenceWorld;
let browser: Browser;
let folder: string;
let files: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  [world, browser] = await Promise.all([makeEvidenceWorld(), startBrowser()]);
  await world.read(world.app);
  await world.read(world.other);
  ({ files } = await world.export('--member', world.ann));
  folder = await mkdtemp(join(tmpdir(), 'evidence-page-'));
  await writeFile(join(folder, 'verify.html'), files.get(bundleFiles.page) ?? '');
});
afterAll(async () => {
  await browser?.close();
  await world?.gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

let context: BrowserContext;
let page: Page;
/** Whatever the page asked for, and whatever it complained of. */
let asked: string[];
let complaints: string[];
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  asked = [];
  complaints = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(fault.message));
  await page.goto(pathToFileURL(join(folder, 'verify.html')).href);
});
afterEach(() => context.close());

const give = async (bundle: ReadonlyMap<string, Uint8Array> | Buffer) => {
  const buffer = Buffer.isBuffer(bundle) ? bundle : zipOf(bundle);
  const file = { name: 'evidence.zip', mimeType: 'application/zip', buffer };
  await page.setInputFiles('#file', file);
  await page.waitForSelector('#verdict');
};
const verdict = () => page.innerText('#verdict');
const results = () =>
  page.$$eval('[data-level]', (items) =>
    Object.fromEntries(
      items.map((item) => [item.getAttribute('data-level'), item.getAttribute('data-result')]),
    ),
  );
const keep = async (id: 'kept' | 'keys', text: string) => {
  await page.click('summary');
  await page.fill(`#${id}`, text);
  await page.click('#again');
};

describe('verify.html, opened from a file', () => {
  test('accepts what npm run evidence wrote, and shows it, without asking anybody', async () => {
    await give(files);
    expect(await verdict()).toContain('The evidence holds');
    expect(await results()).toEqual({
      SIGNATURES: 'SOUND',
      PINNED: 'SOUND',
      TREE: 'SOUND',
      FILES: 'SOUND',
      MEANING: 'SOUND',
    });
    // The ledger's key, for comparing.
    expect(await verdict()).toContain(formatVerifierKey((await world.signer()).key));
    const rows = await page.$$eval('tbody tr', (all) => all.map((row) => row.textContent));
    expect(rows).toHaveLength(2);
    expect(rows.join()).toContain(world.app);
    expect(rows.join()).toContain(world.other);
    expect(rows.join()).toContain('claims: 1 Claim');
    expect(await page.getAttribute('svg', 'aria-label')).toContain(`${world.app} 1`);
    expect(asked).toEqual([pathToFileURL(join(folder, 'verify.html')).href]);
    expect(complaints).toEqual([]);
  });

  test('lets no script but its own run, and nothing be sent', async () => {
    const sent = await page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'sent',
        () => 'refused',
      ),
    );
    expect(sent).toBe('refused');
    expect(complaints.join()).toContain('Content Security Policy');
    expect(
      await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken"';
        document.head.append(script);
        return document.title;
      }),
    ).toBe('Check evidence');
  });

  test('reads what a bundle says as text, whatever it looks like', async () => {
    const markup = '<img src=x onerror=alert(1)>';
    await give(
      withLines(files, bundleFiles.leaves, (lines) =>
        lines.map((line) => line.replaceAll('CLAIMS', markup)),
      ),
    );
    expect(await page.innerText('body')).toContain(markup.toLowerCase());
    expect(await page.$$('img')).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('can be read in %s, and by keyboard', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 0] = (paper.match(/\d+/g) ?? []).map(Number);
    expect(red > 127).toBe(scheme === 'light');
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('file');
    await give(files);
    expect(await focused()).toBe('verdict');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('region');
  });
});

test.each([375, 1280])('verify.html is no wider than a screen of %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 800 });
  const beyond = (of: string) =>
    page.$$eval(of, (all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
  expect(await beyond('html')).toEqual([0]);
  await give(files);
  expect(await beyond('html, .verdict, .levels, .scroll')).toEqual([0, 0, 0, 0]);
  expect(
    await page.$eval('td:last-child', (cell) => getComputedStyle(cell, '::before').content),
  ).toBe(width === 375 ? '"Under consent: "' : 'none');
});

describe('verify.html refuses', () => {
  test('a changed leaf, and names the entry', async () => {
    const index = JSON.parse(linesOf(files, bundleFiles.leaves).at(-1) ?? '').index;
    const forged = withLines(files, bundleFiles.leaves, (lines) =>
      lines.map((line, at) =>
        at === lines.length - 1 ? line.replaceAll('CLAIMS', 'COVERAGE') : line,
      ),
    );
    await give(sealed(forged, await world.signer()));
    expect(await verdict()).toContain('The evidence does not hold');
    expect(await verdict()).toContain(`the proof of entry ${index}`);
    expect(await verdict()).toContain(`The first wrong entry is number ${index}.`);
    expect(await results()).toMatchObject({ SIGNATURES: 'SOUND', TREE: 'UNSOUND' });
    expect(await page.$$('tr.unsound')).toHaveLength(1);
  });

  test('a checkpoint that another key signed', async () => {
    const { key } = await world.signer();
    const note = resigned(textOf(files, bundleFiles.checkpoint), newSigner(key.name));
    await give(changed(files, { [bundleFiles.checkpoint]: note }));
    expect(await verdict()).toContain('The evidence does not hold');
    expect(await verdict()).toContain('no signature is by a known key');
    expect(await results()).toMatchObject({ SIGNATURES: 'UNSOUND' });
  });

  test('what is no bundle', async () => {
    await give(Buffer.from('this is a letter'));
    expect(await verdict()).toContain('This is no evidence');
    expect(await verdict()).toContain('this is no zip');
  });
});

describe('what the reader kept', () => {
  test('makes a checkpoint of the history speak for the evidence', async () => {
    const [first = ''] = linesOf(files, bundleFiles.history);
    await give(files);
    await keep('kept', JSON.parse(first).checkpoint.trim());
    await page.waitForSelector('#kept-outcome');
    expect(await verdict()).toContain('The evidence holds');
    expect(await page.innerText('#kept-outcome')).toContain('is of this ledger');
  });

  test('is told plainly to prove nothing when the evidence has no such size', async () => {
    const { files: later } = await world.export('--member', world.bob);
    await give(files);
    await keep('kept', textOf(later, bundleFiles.checkpoint));
    await page.waitForSelector('#kept-outcome');
    expect(await verdict()).toContain('The evidence holds');
    expect(await page.innerText('#kept-outcome')).toContain('could not be compared');
  });

  test('refuses evidence by a key of the reader that did not sign it', async () => {
    const { key } = await world.signer();
    await give(files);
    await keep('keys', formatVerifierKey(newSigner(key.name).key));
    await page.waitForSelector('.verdict.unsound');
    expect(await verdict()).toContain('no signature is by a known key');
    await page.fill('#keys', formatVerifierKey(key));
    await page.click('#again');
    await page.waitForSelector('.verdict.sound');
    expect(await verdict()).toContain('Checked by the keys that you gave.');
  });

  test('is not taken for what it is not', async () => {
    await give(files);
    await keep('kept', 'a checkpoint');
    expect(await page.innerText('#kept-fault')).toContain('This cannot be read');
  });
});
