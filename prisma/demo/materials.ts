import { readFileSync } from 'node:fs';
import { DemoWorldError } from './errors.ts';
import { type DemoPlan, LARKMERE, WINDROW } from './plans.ts';
import type { Language } from './vocabulary.ts';

/** A versioned text that a member reads, or signs. */
export interface DemoMaterial {
  /** The same for all languages of one text. */
  readonly materialId: string;
  readonly version: number;
  readonly language: Language;
  readonly planId: string;
  readonly kind:
    | 'EDUCATION'
    | 'PRIVACY_RIGHTS'
    | 'PART2_NOTICE'
    | 'CONSENT_DOCUMENT'
    | 'COMPLAINTS'
    | 'FAQ';
  readonly translation: 'ORIGINAL' | 'HUMAN_REVIEWED';
  readonly title: string;
  /** Markdown. A consent document still has its placeholders. */
  readonly body: string;
}

interface Edition {
  readonly plan: DemoPlan;
  /** The marketing material prefix that the plan files its texts under. */
  readonly prefix: string;
  readonly texts: readonly EditionText[];
}

interface EditionText {
  readonly kind: DemoMaterial['kind'];
  readonly code: string;
  readonly file: string;
}

/** What both plans have. */
const TEXTS: readonly EditionText[] = [
  { kind: 'EDUCATION', code: 'EDU', file: 'education' },
  { kind: 'PRIVACY_RIGHTS', code: 'PRIVACY', file: 'privacy-rights' },
  { kind: 'PART2_NOTICE', code: 'PART2', file: 'part2-notice' },
  { kind: 'CONSENT_DOCUMENT', code: 'CONSENT', file: 'consent-document' },
  { kind: 'COMPLAINTS', code: 'COMPLAINTS', file: 'complaints' },
];

const EDITIONS: readonly Edition[] = [
  {
    plan: LARKMERE,
    prefix: 'CG_LARKMERE',
    texts: [...TEXTS, { kind: 'FAQ', code: 'FAQ', file: 'faq-app-first' }],
  },
  {
    plan: WINDROW,
    prefix: 'CG_WINDROW',
    texts: [...TEXTS, { kind: 'FAQ', code: 'FAQ', file: 'faq-portal-first' }],
  },
];

/** All materials of all plans in all their languages, read from the files beside this one. */
export function readMaterials(): DemoMaterial[] {
  return EDITIONS.flatMap(({ plan, prefix, texts }) =>
    texts.flatMap(({ kind, code, file }) =>
      plan.policy.languages.map((language): DemoMaterial => {
        const text = readText(`${file}.${language}.md`);
        return {
          materialId: `${prefix}_${code}_2026`,
          version: 1,
          language,
          planId: plan.id,
          kind,
          translation: language === 'en' ? 'ORIGINAL' : 'HUMAN_REVIEWED',
          title: text.title,
          body: kind === 'CONSENT_DOCUMENT' ? text.body : fillIn(text.body, plan),
        };
      }),
    ),
  );
}

/** A text and its title, which is its first line. */
function readText(file: string): { title: string; body: string } {
  const body = readFileSync(new URL(`./materials/${file}`, import.meta.url), 'utf8');
  const title = /^# (.+)$/m.exec(body)?.[1];
  if (!title) {
    throw new DemoWorldError(
      `prisma/demo/materials/${file} has no title; begin it with a line "# Title".`,
    );
  }
  return { title, body };
}

function fillIn(body: string, { name, policy }: DemoPlan): string {
  return body
    .replaceAll('{{plan}}', name)
    .replaceAll('{{privacyEmail}}', policy.privacyEmail)
    .replaceAll('{{supportPhone}}', policy.supportPhone)
    .replaceAll('{{complaintsPhone}}', policy.complaintsPhone)
    .replaceAll('{{complaintsAddress}}', policy.complaintsAddress);
}
