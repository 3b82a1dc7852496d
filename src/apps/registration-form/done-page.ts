import type { App } from '../../db/generated/prisma/client.ts';
import { h } from '../../pages/markup.ts';
import { alert } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { partnerWordsOf } from '../../pages/words/partner-registration.ts';
import type { Language } from '../../pages/words/words.ts';
import type { Answers } from '../attestation.ts';
import type { ClientProof } from '../client-proof.ts';
import { labelFrom, warningsOf } from '../label.ts';
import { registrationFormPath } from './paths.ts';

type Registered = {
  readonly app: App;
  readonly answers: Answers;
  readonly client: ClientProof;
};

/** What a partner takes along: the client's id, its secret this once, and what comes next. */
export function donePage(language: Language, { app, answers, client }: Registered): Page {
  const { done } = partnerWordsOf(language);
  const warnings = warningsOf(labelFrom(answers, app.privacyPolicyUrl));
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
      client.authentication === 'SECRET' &&
        h('div', { key: 'once' }, alert('warn', done.secretOnce)),
      h(
        'dl',
        { key: 'client', className: 'cg-facts' },
        value(done.clientId, app.id),
        client.authentication === 'SECRET' && value(done.secret, client.secret),
      ),
      h('h2', { key: 'next' }, done.next),
      h(
        'ul',
        { key: 'steps' },
        [
          done.review,
          warnings === 0 ? done.noWarnings : done.warnings(warnings),
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
