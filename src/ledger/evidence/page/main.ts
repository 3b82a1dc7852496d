import { config } from 'zod';
import { browserPrimitives } from '../browser-primitives.ts';
import { BundleFault } from '../bundle-reader.ts';
import { unzipBundle } from '../unzip.ts';
import { verifyBundle } from '../verify-bundle.ts';
import { readKept, readTrust } from './brought.ts';
import { element, part } from './element.ts';
import { reportView } from './report-view.ts';
import { SeenEntries } from './seen-entries.ts';

// The page's policy lets nothing make code out of text.
config({ jitless: true });

const drop = part('drop', HTMLElement);
const input = part('file', HTMLInputElement);
const kept = part('kept', HTMLTextAreaElement);
const keys = part('keys', HTMLTextAreaElement);
const progress = part('progress', HTMLElement);
const report = part('report', HTMLElement);
let chosen: File | undefined;
/** A later check takes the place of one that is under way. */
let latest = 0;

async function check(): Promise<void> {
  const file = chosen;
  const checkpoint = readKept(kept.value);
  const trust = readTrust(keys.value);
  part('kept-fault', HTMLElement).textContent = checkpoint.fault;
  part('keys-fault', HTMLElement).textContent = trust.fault;
  if (checkpoint.fault !== '' || trust.fault !== '') return;
  if (file === undefined) {
    progress.textContent = 'Choose the zip file first.';
    return;
  }
  latest += 1;
  const mine = latest;
  progress.textContent = `Reading ${file.name} …`;
  report.replaceChildren();
  await nextTask();
  const seen = new SeenEntries();
  const files = unzipBundle(new Uint8Array(await file.arrayBuffer()));
  const found = await verifyBundle(files, {
    primitives: browserPrimitives,
    trust: trust.value,
    kept: checkpoint.value === undefined ? [] : [checkpoint.value],
    onEntry: (entry) => seen.add(entry),
    onProgress: async (done, of) => {
      if (mine === latest) progress.textContent = `Checked ${done} of ${of ?? 'all'} entries …`;
      await nextTask();
    },
  });
  if (mine !== latest) return;
  progress.textContent = '';
  const brought = { keys: trust.value !== undefined, kept: checkpoint.value !== undefined };
  report.replaceChildren(...reportView(found, seen, brought));
  part('verdict', HTMLElement).focus();
}

/** Lets the browser show what has changed. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

function checkAndTell(): void {
  check().catch((cause: unknown) => {
    progress.textContent = '';
    const reason = cause instanceof Error ? cause.message : String(cause);
    const title =
      cause instanceof BundleFault ? 'This is no evidence' : 'The evidence cannot be checked';
    const shown = [element('h2', {}, title), element('p', {}, reason)];
    report.replaceChildren(
      element('section', { class: 'verdict unsound', id: 'verdict' }, ...shown),
    );
  });
}

function choose(file: File | null | undefined): void {
  if (!file) return;
  chosen = file;
  checkAndTell();
}

input.addEventListener('change', () => choose(input.files?.[0]));
part('again', HTMLButtonElement).addEventListener('click', checkAndTell);
// Anywhere on the page: a file that misses the field would else be opened in place of the page.
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
document.addEventListener('dragleave', () => drop.classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  choose(event.dataTransfer?.files[0]);
});
