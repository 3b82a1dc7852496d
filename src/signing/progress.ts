import { z } from 'zod';
import { categories, consentableLabels } from '../consent/vocabulary.ts';
import { type Language, languages } from '../pages/words/words.ts';

const calendarDate = z.iso.date();

/** What a member has chosen to share, as far as the plan lets them choose. */
const choices = z.object({
  categories: z.array(z.enum(categories)).optional(),
  labels: z.array(z.enum(consentableLabels)).optional(),
  includeUndated: z.boolean().optional(),
  since: calendarDate.optional(),
  until: calendarDate.optional(),
  termDays: z.int().optional(),
});
export type Choices = z.infer<typeof choices>;

/** How far a member has come: kept on the server. */
const progress = z.object({
  language: z.enum(languages),
  /** Absent until the member has chosen. */
  choices: choices.optional(),
  /** Whether the choices are made, and what they mean is to be read and signed. */
  chosen: z.boolean(),
  /** The version of what the app says of itself that was shown when they were made. */
  attestation: z.int().optional(),
  /** Whether the member wants a new consent in place of the one that stands. */
  anew: z.boolean(),
});
export type Progress = z.infer<typeof progress>;

/** Where everybody begins. */
export const beginIn = (language: Language): Progress => ({ language, chosen: false, anew: false });

/** What was kept of it before; undefined where there is none. */
export const keptProgress = (kept: unknown): Progress | undefined => progress.safeParse(kept).data;

/** What a form chose; undefined where it is none of what can be chosen. */
export function choicesOf(form: URLSearchParams): Choices | undefined {
  const text = (name: string) => form.get(name)?.trim() || undefined;
  const termDays = text('termDays');
  return choices.safeParse({
    categories: form.getAll('categories'),
    labels: form.getAll('labels'),
    includeUndated: form.has('includeUndated'),
    since: text('since'),
    until: text('until'),
    termDays: termDays === undefined ? undefined : Number(termDays),
  }).data;
}
