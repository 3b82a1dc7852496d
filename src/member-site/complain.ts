import { randomUUID } from 'node:crypto';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import { longestWords, tidyWords } from '../complaints/words-of-people.ts';
import { h } from '../pages/markup.ts';
import {
  actions,
  button,
  errorSummary,
  form,
  linkButton,
  select,
  textArea,
} from '../pages/parts.ts';
import { complaintWordsOf } from '../pages/words/complaints.ts';
import { sitePage } from './frame.ts';
import type { SiteParts } from './parts.ts';
import { goTo, type MemberVisit, show } from './visit.ts';

const kinds = ['PRIVACY', 'SHARING', 'APP', 'OTHER'] as const;
const filed = z.object({
  fileComplaint: z.union([
    z.object({ complaint: z.object({ complaintId: z.guid() }) }),
    z.object({ code: z.string(), path: z.string().nullable() }),
  ]),
});

/** What a member has filled in so far. */
type Draft = {
  readonly kind: string;
  readonly app: string;
  readonly text: string;
  /** Made with the form: one form is one complaint, however often it is sent. */
  readonly key: string;
};
type Fault = { readonly field: 'kind' | 'app' | 'text'; readonly text: string };

/** Where a member writes a complaint. Sending the form twice files it once. */
export async function complain(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const { form: sent, session, language, request } = visit;
  const given = {
    kind: sent.get('kind') ?? 'PRIVACY',
    app: sent.get('app') ?? '',
    text: tidyWords(sent.get('text') ?? ''),
    key: z.guid().safeParse(sent.get('key')).data ?? randomUUID(),
  };
  const posted = request.method === 'POST';
  const faults = posted ? faultsOf(visit, given) : [];
  if (!posted || faults.length > 0) return showForm(parts, visit, given, faults);
  const { fileComplaint } = await parts.ask(
    session,
    'FileComplaint',
    {
      input: {
        kind: given.kind,
        appId: given.app === '' ? null : encodeGlobalID('App', given.app),
        text: given.text,
        language,
        filingKey: given.key,
      },
    },
    filed,
  );
  if ('complaint' in fileComplaint) {
    return goTo(visit, `/account/complaints/${fileComplaint.complaint.complaintId}?filed`);
  }
  const words = complaintWordsOf(language).form;
  const fault: Fault =
    fileComplaint.path === 'input.appId'
      ? { field: 'app', text: words.appGone }
      : { field: 'text', text: words.missing };
  await showForm(parts, visit, given, [fault]);
}

function faultsOf({ language }: MemberVisit, { kind, text }: Draft): Fault[] {
  const words = complaintWordsOf(language).form;
  const number = new Intl.NumberFormat(language);
  const [length, most] = [number.format(text.length), number.format(longestWords)];
  return [
    ...(kinds.some((one) => one === kind) ? [] : [{ field: 'kind', text: words.noKind } as const]),
    ...(text === '' ? [{ field: 'text', text: words.missing } as const] : []),
    ...(text.length > longestWords
      ? [{ field: 'text', text: words.tooLong(length, most) } as const]
      : []),
  ];
}

async function showForm(
  parts: SiteParts,
  visit: MemberVisit,
  { kind, app, text, key }: Draft,
  faults: readonly Fault[],
): Promise<void> {
  const { language } = visit;
  const words = complaintWordsOf(language);
  const { plan } = visit;
  const apps = await appsOf(parts, visit);
  const most = new Intl.NumberFormat(language).format(longestWords);
  show(
    visit,
    sitePage(
      visit,
      'complaints',
      words.form.title,
      faults.length > 0 && h('div', { key: 'faults' }, errorSummary(words.form.failed, faults)),
      h('p', { key: 'lead' }, words.form.lead(plan.name, plan.complaintDays)),
      h(
        'div',
        { key: 'form' },
        form(
          h('input', { type: 'hidden', name: 'key', value: key }),
          select(
            'kind',
            words.form.kind,
            kinds.map((value) => ({ value, label: words.kinds[value] })),
            kind,
            'wide',
          ),
          apps.length > 0 &&
            select(
              'app',
              words.form.app,
              [
                { value: '', label: words.form.noApp },
                ...apps.map(({ id, name }) => ({ value: id, label: name })),
              ],
              app,
              'wide',
            ),
          textArea({
            name: 'text',
            label: words.form.text,
            hint: words.form.textHint(most),
            value: text,
            error: faults.find(({ field }) => field === 'text')?.text,
          }),
          actions(
            button('send', words.form.submit, 'solid'),
            linkButton('/account/complaints', words.form.keep),
          ),
        ),
      ),
    ),
    faults.length > 0 ? 422 : 200,
  );
}

/** Those that the member has shared with, whatever became of it. */
const appsOf = ({ database }: SiteParts, { session }: MemberVisit) =>
  database.prisma.app.findMany({
    where: { grants: { some: { memberId: session.memberId } } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
