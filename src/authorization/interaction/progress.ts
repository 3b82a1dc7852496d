import type { IncomingMessage } from 'node:http';
import type { Interaction } from 'oidc-provider';
import { z } from 'zod';
import { categories, labels } from '../../consent/vocabulary.ts';
import { languageOf, preferredLanguage } from '../../pages/words/choose.ts';
import { languages } from '../../pages/words/words.ts';

const calendarDate = z.iso.date();

/** What a member has chosen to share, as far as the plan lets them choose. */
const choices = z.object({
  categories: z.array(z.enum(categories)).optional(),
  labels: z.array(z.enum(labels)).optional(),
  includeUndated: z.boolean().optional(),
  since: calendarDate.optional(),
  until: calendarDate.optional(),
  termDays: z.int().optional(),
});
export type Choices = z.infer<typeof choices>;

/** How far a member has come with an app's request: kept with the interaction, on the server. */
const progress = z.object({
  language: z.enum(languages),
  /** Absent until the member has chosen. */
  choices: choices.optional(),
  /** Whether the choices are made, and what they mean is to be read and signed. */
  chosen: z.boolean(),
  /** Whether the member wants a new consent in place of the one that stands. */
  anew: z.boolean(),
});
export type Progress = z.infer<typeof progress>;

/** How far it is; a new request begins in the language that the app or the browser asks for. */
export function progressOf(interaction: Interaction, request: IncomingMessage): Progress {
  const { result, lastSubmission, params } = interaction;
  const known = progress.safeParse(result?.['progress'] ?? lastSubmission?.['progress']);
  if (known.success) return known.data;
  const asked = params['ui_locales'];
  const language =
    preferredLanguage(typeof asked === 'string' ? asked : undefined) ??
    preferredLanguage(request.headers['accept-language']) ??
    'en';
  return { language, chosen: false, anew: false };
}

/** Keeps how far it is. */
export async function keepProgress(interaction: Interaction, progress: Progress): Promise<void> {
  interaction.result = { ...interaction.result, progress };
  await interaction.persist();
}

/** The language that a link in the page asks for. */
export const askedLanguage = (query: URLSearchParams) => languageOf(query.get('language'));

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
