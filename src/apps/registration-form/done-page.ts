import type { App } from '../../db/generated/prisma/client.ts';
import { h } from '../../pages/markup.ts';
import { alert } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { partnerWordsOf } from '../../pages/words/partner-registration.ts';
import type { Language } from '../../pages/words/words.ts';
import type { Answers } from '../attestation.ts';
import type { ClientProof } from '../client-proof.ts';
import { type AppLabel, labelFrom } from '../label.ts';
import { registrationFormPath } from './paths.ts';

type Registered = {
  readonly app: App;
  readonly answers: Answers;
  readonly client: ClientProof;
  /** Whether it was registered before, by the same form: its secret is not shown again. */
  readonly before?: boolean;
};

/** What a partner takes along: the client's id, its secret this once, and what comes next. */
export function donePage(
  language: Language,
  { app, answers, client, before = false }: Registered,
): Page {
  const { done } = partnerWordsOf(language);
  const value = (name: string, text: string) =>
    h(
      'div',
      { key: name },
      h('dt', null, name),
      h('dd', null, h('code', { className: 'cg-hash' }, text)),
    );
  return {
    language,
    title: done.title(app.name),
    content: [
      h('h1', { key: 'title' }, done.title(app.name)),
      before && h('div', { key: 'again' }, alert('success', done.again)),
      client.authentication === 'SECRET' &&
        h('div', { key: 'once' }, alert('warn', before ? done.secretGone : done.secretOnce)),
      h(
        'dl',
        { key: 'client', className: 'cg-facts' },
        value(done.clientId, app.id),
        !before && client.authentication === 'SECRET' && value(done.secret, client.secret),
      ),
      h('h2', { key: 'next' }, done.next),
      h(
        'ul',
        { key: 'steps' },
        [
          done.review,
          ...warningsIn(language, labelFrom(answers, app.privacyPolicyUrl)),
          done.told,
          done.change,
        ].map((text) => h('li', { key: text }, text)),
      ),
      h(
        'p',
        { key: 'another' },
        h('a', { href: `${registrationFormPath}?language=${language}` }, done.another),
      ),
    ],
  };
}

/** What members will be warned of: answers, and those that are missing. */
function warningsIn(language: Language, { lines }: AppLabel): readonly string[] {
  const { done } = partnerWordsOf(language);
  const unanswered = lines.filter(({ answer }) => answer === 'UNANSWERED').length;
  if (unanswered === lines.length) return [done.noAnswers];
  const warned = lines.filter(({ answer, warns }) => warns && answer !== 'UNANSWERED').length;
  return [
    warned === 0 ? done.noWarnings : done.warnings(warned),
    ...(unanswered === 0 ? [] : [done.unanswered(unanswered)]),
  ];
}
