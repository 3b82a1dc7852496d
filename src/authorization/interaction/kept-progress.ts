import type { IncomingMessage } from 'node:http';
import type { Interaction } from 'oidc-provider';
import { languageOf, preferredLanguage } from '../../pages/words/choose.ts';
import { beginIn, keptProgress, type Progress } from '../../signing/progress.ts';

/** How far it is; a new request begins in the language that the app or the browser asks for. */
export function progressOf(interaction: Interaction, request: IncomingMessage): Progress {
  const { result, lastSubmission, params } = interaction;
  const known = keptProgress(result?.['progress'] ?? lastSubmission?.['progress']);
  if (known !== undefined) return known;
  const asked = params['ui_locales'];
  const language =
    preferredLanguage(typeof asked === 'string' ? asked : undefined) ??
    preferredLanguage(request.headers['accept-language']) ??
    'en';
  return beginIn(language);
}

/** Keeps how far it is. */
export async function keepProgress(interaction: Interaction, progress: Progress): Promise<void> {
  interaction.result = { ...interaction.result, progress };
  await interaction.persist();
}

/** The language that a link in the page asks for. */
export const askedLanguage = (query: URLSearchParams) => languageOf(query.get('language'));
