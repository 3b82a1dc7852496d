import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { readMaterials } from '../../prisma/demo/materials.ts';
import { LARKMERE } from '../../prisma/demo/plans.ts';
import { categories, consentableLabels, purposes } from '../../src/consent/vocabulary.ts';
import {
  type DocumentFacts,
  signatureOf,
  signedDocument,
} from '../../src/grants/consent-document.ts';
import { plainWords } from '../../src/grants/plain-words.ts';
import { signedPdf } from '../../src/grants/signed-pdf.ts';
import { markdownText } from '../../src/pages/markdown.ts';
import { h } from '../../src/pages/markup.ts';
import { type Block, blocksOf } from '../../src/pages/pdf/blocks.ts';
import { fonts } from '../../src/pages/pdf/fonts.ts';
import { writable } from '../../src/pages/pdf/writable.ts';
import { rounds } from '../kit/drill.ts';
import { pdfPages, squeezed } from '../kit/pdf.ts';

/** The consent documents that the gateway comes with, filled in with whatever there may be. */
const grantId = '01890000-0000-7000-8000-000000000001';
const { name: plan, policy } = LARKMERE;
const templates = new Map(
  readMaterials()
    .filter(({ kind, planId }) => kind === 'CONSENT_DOCUMENT' && planId === LARKMERE.id)
    .map((material) => [material.language, material]),
);

const hostile = [
  '# Ann',
  '- Ann',
  '1. Ann',
  '===',
  '---',
  '> Ann',
  '    Ann',
  '**Ann** [x](javascript:alert(1)) ![i](u)',
  '<script>alert(1)</script><b>',
  '&lt;b&gt; &#x202e;',
  '{{app}} {{signature}}',
  '| a | b |',
  '``` ~~~',
  'שלום עולם Ann مرحبا',
  '\u200eAnn\u200f \u00ad',
  '👨‍👩‍👧 Ann 🏳️‍🌈',
  'Nguyễn Thị Ánh Đỗ',
  'Nguye\u0302\u0303n',
  'Z\u0338\u0321\u031b\u0354\u0336\u0335\u0337algo',
  'W'.repeat(200),
  '王'.repeat(200),
  'a '.repeat(100),
  ') Tj (injected) Tj \\) endstream endobj',
] as const;

const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'#-*_[]()<>!`~|&;\\ 1.=+a'), minLength: 1, maxLength: 40 }),
);
const signature = text.filter((given) => {
  try {
    return signatureOf(given) !== '';
  } catch {
    return false;
  }
});
const day = fc
  .date({ min: new Date('2016-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const anyFacts: fc.Arbitrary<DocumentFacts> = fc
  .record({
    signature,
    app: fc.record({ name: text }),
    purpose: fc.constantFrom(...purposes),
    categories: fc.subarray([...categories], { minLength: 1 }),
    labels: fc.subarray([...consentableLabels]),
    includeUndated: fc.boolean(),
    since: day,
    until: fc.option(day, { nil: undefined }),
    termDays: fc.integer({ min: 1, max: 365 }),
    signedAt: fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    }),
  })
  .map(({ app, signature: given, purpose, signedAt, ...terms }) => ({
    memberId: '0190f000-0000-7000-8000-00000000000a',
    plan: { name: plan, ...policy },
    app,
    terms,
    purpose,
    signature: signatureOf(given),
    signedAt,
    endsAt: new Date(signedAt.getTime() + terms.termDays * 86_400_000),
  }));

/** What must be said, beside what is filled in: 45 CFR 164.508(c) and 42 CFR 2.31(a). */
const statements: Readonly<Record<'en' | 'es', readonly (readonly [string, RegExp])[]>> = {
  en: [
    ['164.508(c)(1)(ii): who discloses', /Who shares Larkmere Advantage, my health plan/],
    ['164.508(c)(1)(iii): to whom', /Who receives .+, and nobody else/],
    ['164.508(c)(1)(v): when it expires', /This consent ends on .+ UTC, or earlier when I end it/],
    ['164.508(c)(1)(vi): the authority of a representative', /by what authority/],
    ['164.508(c)(2)(i): the right to revoke', /I can end \(revoke\) this consent at any time/],
    ['164.508(c)(2)(i): how', /Account settings .+ 1-800-555-0142, or by writing to privacy@/],
    ['164.508(c)(2)(i): the exception', /does not undo what was done in reliance on it/],
    [
      '164.508(c)(2)(ii): nothing is conditioned on it',
      /treatment, payment, enrollment and eligib/,
    ],
    [
      '164.508(c)(2)(iii): redisclosure',
      /may be disclosed again .+ no longer be protected by HIPAA/,
    ],
    ['164.508(c)(4): a copy', /I get a copy/],
    [
      '2.31(a)(3): which information, explicitly',
      /having, or having had, a substance use disorder/,
    ],
    ['2.31(a)(4)(ii): redisclosure by who is bound by HIPAA', /may share them further as HIPAA/],
    ['2.31(a)(4)(ii): except in proceedings', /except in proceedings against me/],
    ['2.31(c): what refusing means', /If I refuse, the one consequence is/],
    ['2.32: the notice', /42 CFR part 2 prohibits unauthorized use or disclosure of these/],
  ],
  es: [
    ['164.508(c)(1)(ii): who discloses', /Quién comparte Larkmere Advantage, mi plan de salud/],
    ['164.508(c)(1)(iii): to whom', /Quién recibe .+, y nadie más/],
    ['164.508(c)(1)(v): when it expires', /termina el .+ UTC, o antes si yo lo termino/],
    ['164.508(c)(1)(vi): the authority of a representative', /con qué autoridad/],
    ['164.508(c)(2)(i): the right to revoke', /Puedo terminar \(revocar\) este consentimiento en/],
    [
      '164.508(c)(2)(i): how',
      /configuración de mi cuenta .+ 1-800-555-0142 o escribiendo a privacy@/,
    ],
    ['164.508(c)(2)(i): the exception', /No deshace lo que se hizo antes con base en él/],
    ['164.508(c)(2)(ii): nothing is conditioned on it', /Mi tratamiento, el pago, mi inscripción/],
    ['164.508(c)(2)(iii): redisclosure', /divulgados de nuevo .+ no estén protegidos por HIPAA/],
    ['164.508(c)(4): a copy', /Recibo una copia/],
    ['2.31(a)(3): which information, explicitly', /tiene o tuvo un trastorno por consumo de sust/],
    ['2.31(a)(4)(ii): redisclosure by who is bound by HIPAA', /compartirlos como HIPAA lo permite/],
    ['2.31(a)(4)(ii): except in proceedings', /salvo en procedimientos en mi contra/],
    ['2.31(c): what refusing means', /Si me niego, la única consecuencia es/],
    ['2.32: the notice', /42 CFR, parte 2, prohíbe el uso o la divulgación no autorizados/],
  ],
};

/** What is filled in: 164.508(c)(1)(i), (iii), (iv), (vi); 2.31(a)(1) to (5), (8), (9). */
function filledIn(language: 'en' | 'es', facts: DocumentFacts): string[] {
  const words = plainWords(language);
  const locale = language === 'es' ? 'es-US' : 'en-US';
  const date = (at: Date) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  const moment = (at: Date) => `${date(at)}, ${at.toISOString().slice(11, 16)} UTC`;
  const { terms } = facts;
  return [
    facts.signature,
    facts.app.name,
    plan,
    terms.categories.map((one) => words.categories[one]).join(', '),
    terms.labels.map((one) => words.labels[one]).join(', ') || words.noLabels,
    terms.includeUndated ? words.undatedIncluded : words.undatedHeldBack,
    facts.memberId,
    date(new Date(terms.since)),
    terms.until === undefined ? words.openEnd : date(new Date(terms.until)),
    words.purposes[facts.purpose],
    moment(facts.endsAt),
    moment(facts.signedAt),
  ];
}

/** As it is written in one line, and as the font can. */
const hasGlyph = (codePoint: number) =>
  fonts().get('regular')?.hasGlyphForCodePoint(codePoint) ?? false;
const oneLine = (given: string) =>
  given.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
const inFont = (given: string) => squeezed(writable(oneLine(given), hasGlyph));

async function madeOf(language: 'en' | 'es', facts: DocumentFacts) {
  const template = templates.get(language);
  if (template === undefined) throw new Error(`no template in ${language}`);
  const document = signedDocument(template, facts);
  const parts = { grantId, document: document.text, signedAt: facts.signedAt, template };
  const { pdf, sha256 } = await signedPdf(parts);
  const pages = await pdfPages(pdf);
  const feet = pages.map((_page, index) =>
    plainWords(language).foot({ ...template, grantId, page: index + 1, of: pages.length }),
  );
  for (const [index, foot] of feet.entries()) expect(pages[index]).toContain(foot);
  const lines = pages.map((page, index) => page.replace(feet[index] ?? '', '')).join(' ');
  return { text: document.text, pdf, sha256, words: lines.replace(/\s+/g, ' ') };
}

/** A text in which names begin lines, which is where Markdown has most of its signs. */
const lines = {
  materialId: 'LINES',
  language: 'en',
  body: '{{signature}}\n\n{{app}}\n\nSigned\n{{signature}}\n\n- {{app}}\n- {{signature}}\n',
};

/** What a text is made of, but for its words. */
const shapeOf = (blocks: readonly Block[]): unknown =>
  blocks.map((block) =>
    block.kind === 'LIST'
      ? block.items.map((item) => [item.label, shapeOf(item.blocks)])
      : [block.kind, block.runs.map(({ style, strike }) => [style, strike])],
  );
const html = (markdown: string) => renderToStaticMarkup(h('div', null, markdownText(markdown)));
const tagsOf = (markdown: string) => html(markdown).match(/<[^>]*>/g);

describe.each(['en', 'es'] as const)('a signed consent in %s', (language) => {
  const harmless = fc.sample(anyFacts, { numRuns: 1, seed: 1 })[0];
  const shapes = templates.get(language);
  const benign = (facts: DocumentFacts) => {
    if (shapes === undefined) throw new Error(`no template in ${language}`);
    return signedDocument(shapes, { ...facts, signature: 'Ann', app: { name: 'App' } }).text;
  };

  test.each(statements[language])('states, in text and PDF, %s', async (_element, words) => {
    if (harmless === undefined) throw new Error('nothing was made up');
    const { text: markdown, words: shown } = await madeOf(language, {
      ...harmless,
      signature: 'Ann Example',
      app: { name: 'Some App' },
    });
    expect(markdown.replace(/\*\*|\\/g, '').replace(/\s*##? |\s+/g, ' ')).toMatch(words);
    expect(shown).toMatch(words);
  });

  test('holds every element whatever the names and terms, with nothing injected, and one hash', async () => {
    await fc.assert(
      fc.asyncProperty(anyFacts, async (facts) => {
        const made = await madeOf(language, facts);
        const shown = squeezed(made.words);
        for (const value of filledIn(language, facts)) expect(shown).toContain(inFont(value));
        for (const [, words] of statements[language]) expect(made.words).toMatch(words);
        expect(shapeOf(blocksOf(made.text))).toEqual(shapeOf(blocksOf(benign(facts))));
        expect(tagsOf(made.text)).toEqual(tagsOf(benign(facts)));
        expect(Buffer.from(made.pdf).toString('latin1')).not.toMatch(/\/(JavaScript|JS|URI)\b/);
        expect(createHash('sha256').update(made.pdf).digest().equals(made.sha256)).toBe(true);
        const again = await madeOf(language, facts);
        expect(Buffer.from(again.pdf).equals(made.pdf)).toBe(true);
      }),
      {
        numRuns: rounds(12, 1_000),
        examples: hostile.flatMap((name) => {
          if (harmless === undefined) return [];
          try {
            return [[{ ...harmless, signature: signatureOf(name), app: { name } }]];
          } catch {
            return [[{ ...harmless, app: { name } }]];
          }
        }),
      },
    );
  }, 120_000);
});

test('a name that begins a line is a name, and no heading, list or rule', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const filled = signedDocument(lines, facts).text;
      const plain = signedDocument(lines, {
        ...facts,
        signature: 'Ann',
        app: { name: 'App' },
      }).text;
      fc.pre(oneLine(facts.app.name) !== '');
      expect(shapeOf(blocksOf(filled))).toEqual(shapeOf(blocksOf(plain)));
      expect(tagsOf(filled)).toEqual(tagsOf(plain));
    }),
    {
      numRuns: rounds(200, 20_000),
      examples: hostile.flatMap((name) =>
        fc
          .sample(anyFacts, { numRuns: 1, seed: 2 })
          .map((facts): [DocumentFacts] => [{ ...facts, signature: name.trim(), app: { name } }]),
      ),
    },
  );
});
