import { type Content, h } from '../pages/markup.ts';
import { alert } from '../pages/parts.ts';
import { answerText } from '../pages/words/answers.ts';
import type { Words } from '../pages/words/words.ts';
import type { AppLabel } from './label.ts';

/**
 * What an app says of itself: its privacy policy, the answers to think about, and all of them.
 *
 * @param open whether all answers show at once, where none is to be thought about
 */
export function aboutApp(
  words: Words,
  app: string,
  { lines, privacyPolicyUrl }: AppLabel,
  open = false,
): Content {
  const { language, share, questions } = words;
  const warnings = lines.filter(({ warns }) => warns);
  const listOf = (some: AppLabel['lines']) =>
    h(
      'dl',
      { className: 'cg-questions' },
      some.map(({ question, answer, detail }) => [
        h('dt', { key: `${question} ?` }, questions[question]),
        h(
          'dd',
          { key: question },
          answerText(language, question, answer),
          detail && ` – ${detail}`,
        ),
      ]),
    );
  return [
    h('h2', { key: 'about' }, share.aboutApp(app)),
    privacyPolicyUrl === null
      ? h('div', { key: 'policy' }, alert('warn', share.noPrivacyPolicy))
      : h(
          'p',
          { key: 'policy' },
          h('a', { href: privacyPolicyUrl, rel: 'noreferrer' }, share.privacyPolicy),
        ),
    warnings.length > 0 &&
      h(
        'div',
        { key: 'warnings' },
        alert(
          'warn',
          h('h2', { className: 'ds-c-alert__heading' }, share.warnings(warnings.length)),
          h('p', null, share.warningsLead),
          listOf(warnings),
        ),
      ),
    h(
      'details',
      { key: 'all', className: 'cg-all', open: open && warnings.length === 0 },
      h('summary', null, share.allAnswers),
      listOf(lines),
    ),
  ];
}
