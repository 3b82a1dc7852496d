import { formatVerifierKey } from '../../core/verifier-key.ts';
import { bundleLevels } from '../bundle-findings.ts';
import type { KeptOutcome } from '../history-check.ts';
import type { BundleReport } from '../verify-bundle.ts';
import { type Child, element } from './element.ts';
import { rowsMax, type SeenDisclosure, type SeenEntries } from './seen-entries.ts';
import { timeline } from './timeline.ts';
import {
  countWords,
  levelWords,
  purposeWords,
  resultWords,
  shownWords,
  timeWords,
} from './words.ts';

/** What the verifier brought along, for the report to speak of. */
export type Brought = { readonly keys: boolean; readonly kept: boolean };

/** The report of a check, for people. */
export function reportView(report: BundleReport, seen: SeenEntries, brought: Brought): Child[] {
  const drawing = timeline(seen.times);
  return [
    verdict(report, brought),
    element('h2', {}, 'What was checked'),
    element('ul', { class: 'levels' }, ...bundleLevels.map((level) => levelView(report, level))),
    element('h2', {}, 'What the evidence is'),
    factsView(report, seen),
    ...(drawing === undefined ? [] : [element('h2', {}, 'Disclosures by app'), drawing]),
    ...disclosuresView(report, seen),
  ];
}

function verdict(report: BundleReport, { keys, kept }: Brought): HTMLElement {
  const [first] = report.findings;
  const lines =
    first === undefined
      ? soundLines(report, keys)
      : [
          first.message,
          ...(report.firstBadIndex === undefined
            ? []
            : [`The first wrong entry is number ${report.firstBadIndex}.`]),
          ...(report.findingsTotal > 1
            ? [`In all, ${report.findingsTotal} things are wrong.`]
            : []),
        ];
  const outcome = report.kept[0];
  return element(
    'section',
    {
      class: `verdict ${first === undefined ? 'sound' : 'unsound'}`,
      id: 'verdict',
      tabindex: '-1',
    },
    element('h2', {}, first === undefined ? 'The evidence holds' : 'The evidence does not hold'),
    ...lines.map((line) => element('p', {}, line)),
    ...(kept && outcome !== undefined
      ? [element('p', { id: 'kept-outcome' }, keptWords[outcome])]
      : []),
  );
}

const keptWords: Readonly<Record<KeptOutcome, string>> = {
  CONSISTENT: 'The checkpoint that you kept is of this ledger: it has grown from there.',
  FORKED: 'The checkpoint that you kept is of another ledger than the one that is shown here.',
  NOT_SIGNED: 'The checkpoint that you kept is not signed by the ledger that is shown here.',
  NOT_IN_HISTORY:
    'The checkpoint that you kept could not be compared: the evidence has no checkpoint of its size. Ask for evidence that includes it, or compare it with the gateway itself.',
};

function soundLines({ selected, checkpoint, trust }: BundleReport, keys: boolean): string[] {
  const entries = countWords(selected, 'entry is', 'entries are');
  const [key] = trust?.logKeys ?? [];
  return [
    `${entries} in the ledger ${checkpoint?.origin ?? ''}, exactly as they stand here.`,
    keys
      ? 'Checked by the keys that you gave.'
      : `Checked by the keys that came along. Compare the ledger’s with one that you got elsewhere: ${
          key === undefined ? '' : formatVerifierKey(key)
        }`,
  ];
}

function levelView({ levels, findings }: BundleReport, level: (typeof bundleLevels)[number]) {
  const [name, meaning] = levelWords[level];
  const result = levels[level];
  const wrong = findings.filter((finding) => finding.level === level);
  return element(
    'li',
    { 'data-level': level, 'data-result': result },
    element('span', { class: `state ${result.toLowerCase()}` }, resultWords[result]),
    element('strong', {}, name),
    element('p', {}, meaning),
    ...(wrong.length === 0
      ? []
      : [element('ul', {}, ...wrong.map(({ message }) => element('li', {}, message)))]),
  );
}

function factsView(report: BundleReport, { kinds }: SeenEntries): HTMLElement {
  const { manifest, checkpoint, selected, context, checkpoints } = report;
  const { member, app, from, to } = manifest?.selection ?? {};
  const asked = [
    member && `member ${member}`,
    app && `app ${app}`,
    from && `from ${timeWords(Date.parse(from))}`,
    to && `before ${timeWords(Date.parse(to))}`,
  ].filter((one) => one !== undefined);
  const byKind = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const facts: (readonly [string, string])[] = [
    ['Asked for', asked.join(', ')],
    ['Written', manifest === undefined ? '' : `${timeWords(Date.parse(manifest.exportedAt))} UTC`],
    ['Ledger', checkpoint === undefined ? '' : `${checkpoint.origin}, ${checkpoint.size} entries`],
    ['Entries', `${selected} (${byKind})`],
    ['Context', `${countWords(context, 'entry', 'entries')} by which disclosures are judged`],
    ['Former checkpoints', `${checkpoints}`],
  ];
  return element(
    'dl',
    {},
    ...facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

function disclosuresView({ findings }: BundleReport, seen: SeenEntries): Child[] {
  if (seen.disclosed === 0) return [];
  const wrong = new Set(findings.flatMap(({ index }) => (index === undefined ? [] : [index])));
  const more =
    seen.disclosed > rowsMax
      ? [element('p', { class: 'quiet' }, `The first ${rowsMax} of ${seen.disclosed} are shown.`)]
      : [];
  return [
    element('h2', { id: 'disclosures' }, 'Disclosures'),
    ...more,
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'disclosures' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head))),
        ),
        element('tbody', {}, ...seen.disclosures.map((one) => rowView(one, wrong.has(one.index)))),
      ),
    ),
  ];
}

const heads = ['Entry', 'When (UTC)', 'To app', 'Member', 'What', 'Why', 'Under consent'] as const;
type Head = (typeof heads)[number];

/** On a small screen each row stands by itself, with the names of its columns. */
function rowView({ index, leaf }: SeenDisclosure, wrong: boolean): HTMLElement {
  const cell = (head: Head, text: string, name: string) =>
    element('td', { class: name, 'data-name': head }, text);
  return element(
    'tr',
    wrong ? { class: 'unsound' } : {},
    cell('Entry', `${index}${wrong ? ' ✗' : ''}`, 'number'),
    cell('When (UTC)', timeWords(leaf.at), 'number'),
    cell('To app', leaf.app, 'id'),
    cell('Member', leaf.member, 'id'),
    cell('What', shownWords(leaf), 'what'),
    cell('Why', purposeWords(leaf.purpose), 'why'),
    cell('Under consent', `${leaf.grant}, version ${leaf.grantVersion}`, 'id'),
  );
}
