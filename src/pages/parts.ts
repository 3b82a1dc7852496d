import { type Content, h } from './markup.ts';

/** A box that must not be missed; screen readers tell of it at once. */
export const alert = (kind: 'error' | 'warn' | 'success', ...content: Content[]): Content =>
  h(
    'div',
    {
      className: `ds-c-alert ds-c-alert--${kind} ds-c-alert--hide-icon`,
      role: kind === 'error' ? 'alert' : undefined,
    },
    h('div', { className: 'ds-c-alert__body' }, ...content),
  );

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'date' | 'number' | 'email';
  /** What is wrong with it; read out with it. */
  readonly error?: string | undefined;
  readonly inputMode?: 'numeric';
  readonly autoCapitalize?: 'none';
  readonly spellCheck?: false;
  readonly required?: boolean;
  readonly hint?: string;
  readonly value?: string | undefined;
  readonly autoComplete?: string;
  readonly min?: string | number | undefined;
  readonly max?: string | number | undefined;
  readonly narrow?: boolean;
};

/** A field with its label, and a hint that is read out with it. */
export function field({
  name,
  label,
  type = 'text',
  hint,
  value,
  narrow,
  error,
  ...rest
}: Field): Content {
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  const errorId = error === undefined ? undefined : `${name}-error`;
  return h(
    'div',
    { key: name },
    h('label', { className: 'ds-c-label', htmlFor: name }, label),
    hint && h('p', { className: 'ds-c-hint', id: hintId }, hint),
    error && h('p', { className: 'ds-c-inline-error cg-error', id: errorId }, error),
    h('input', {
      className: ['ds-c-field', narrow && 'ds-c-field--medium', error && 'ds-c-field--error']
        .filter(Boolean)
        .join(' '),
      id: name,
      name,
      type,
      defaultValue: value,
      'aria-describedby': [hintId, errorId].filter(Boolean).join(' ') || undefined,
      'aria-invalid': error === undefined ? undefined : true,
      ...rest,
    }),
  );
}

/** A field for more than a line. */
export function textArea({
  name,
  label,
  hint,
  value,
  error,
  rows = 10,
}: Pick<Field, 'name' | 'label' | 'hint' | 'value' | 'error'> & {
  readonly rows?: number;
}): Content {
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  const errorId = error === undefined ? undefined : `${name}-error`;
  return h(
    'div',
    { key: name },
    h('label', { className: 'ds-c-label', htmlFor: name }, label),
    hint && h('p', { className: 'ds-c-hint', id: hintId }, hint),
    error && h('p', { className: 'ds-c-inline-error cg-error', id: errorId }, error),
    h('textarea', {
      className: `ds-c-field cg-text-area${error ? ' ds-c-field--error' : ''}`,
      id: name,
      name,
      rows,
      defaultValue: value,
      'aria-describedby': [hintId, errorId].filter(Boolean).join(' ') || undefined,
      'aria-invalid': error === undefined ? undefined : true,
    }),
  );
}

/** What is wrong with a form, at its head: each leads to its field. */
export const errorSummary = (
  title: string,
  errors: readonly { readonly field: string; readonly text: string }[],
): Content =>
  alert(
    'error',
    h('h2', { className: 'ds-c-alert__heading', id: 'errors' }, title),
    h(
      'ul',
      { className: 'cg-errors' },
      errors.map(({ field: name, text }) =>
        h('li', { key: name }, h('a', { href: `#${name}` }, text)),
      ),
    ),
  );

/** One of a few. */
export const select = (
  name: string,
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  chosen: string,
  look: 'narrow' | 'wide' | { readonly hint: string } = 'narrow',
): Content =>
  h(
    'div',
    { key: name },
    h('label', { className: 'ds-c-label', htmlFor: name }, label),
    typeof look === 'object' && h('p', { className: 'ds-c-hint', id: `${name}-hint` }, look.hint),
    h(
      'select',
      {
        className: `ds-c-field ${look === 'narrow' ? 'ds-c-field--medium' : ''}`.trim(),
        id: name,
        name,
        defaultValue: chosen,
        'aria-describedby': typeof look === 'object' ? `${name}-hint` : undefined,
      },
      options.map((one) => h('option', { key: one.value, value: one.value }, one.label)),
    ),
  );

/** Something to tick; a hint, and what is wrong with it, are read out with it. */
export function choice(
  name: string,
  value: string,
  label: string,
  ticked: boolean,
  { hint, error }: Pick<Field, 'hint' | 'error'> = {},
): Content {
  const id = `${name}-${value}`;
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  return h(
    'div',
    { key: id },
    error && h('p', { className: 'ds-c-inline-error cg-error', id: errorId }, error),
    h(
      'div',
      { className: 'cg-choice' },
      h('input', {
        type: 'checkbox',
        id,
        name,
        value,
        defaultChecked: ticked,
        'aria-describedby': [hintId, errorId].filter(Boolean).join(' ') || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      }),
      h(
        'div',
        null,
        h('label', { htmlFor: id }, label),
        hint && h('p', { className: 'ds-c-hint', id: hintId }, hint),
      ),
    ),
  );
}

/** Beside a new password, unseen: by it password managers know whose it is. */
export const knownUserName = (userName: string): Content =>
  h('input', {
    key: 'user',
    className: 'cg-unseen',
    name: 'userName',
    autoComplete: 'username',
    readOnly: true,
    value: userName,
  });

/** A button that says what is done; the first one of a form is pressed by Enter. */
export const button = (does: string, label: string, look: 'solid' | 'plain' | 'ghost'): Content =>
  h(
    'button',
    {
      key: does,
      className: `ds-c-button${look === 'plain' ? '' : ` ds-c-button--${look}`}`,
      type: 'submit',
      name: 'do',
      value: does,
    },
    label,
  );

export const actions = (...buttons: Content[]): Content =>
  h('div', { className: 'cg-actions' }, ...buttons);

/** A form that comes back to the page's own address. */
export const form = (...content: Content[]): Content =>
  h('form', { method: 'post', noValidate: true }, ...content);

/**
 * The same, without query and fragment: browsers would carry the place in the page that a link led to along every
 * redirect, to the app in the end (Fetch, HTTP-redirect fetch).
 */
export const stepForm = (...content: Content[]): Content =>
  h('form', { method: 'post', action: '?', noValidate: true }, ...content);

/** A link that looks like a button: it leads somewhere, and does nothing. */
export const linkButton = (
  href: string,
  label: string,
  look: 'solid' | 'plain' = 'plain',
): Content =>
  h(
    'a',
    { key: href, className: `ds-c-button${look === 'plain' ? '' : ` ds-c-button--${look}`}`, href },
    label,
  );

/** A text in which a telephone number or an e-mail address can be followed. */
export function reachable(text: string, piece: string): Content {
  const [before, ...after] = text.split(piece);
  if (after.length === 0) return text;
  const href = piece.includes('@') ? `mailto:${piece}` : `tel:${piece.replace(/[^+\d]/g, '')}`;
  const className = piece.includes('@') ? undefined : 'cg-unbroken';
  return [before, h('a', { key: 'piece', href, className }, piece), after.join(piece)];
}

/** A text in which a number or a name stays in one line. */
export function unbroken(text: string, piece: string): Content {
  const [before, ...after] = text.split(piece);
  if (after.length === 0) return text;
  return [before, h('span', { key: 'piece', className: 'cg-unbroken' }, piece), after.join(piece)];
}

/** Names with what stands for each; what is not known is left out. */
export const facts = (pairs: readonly (readonly [name: string, value: string | null])[]): Content =>
  h(
    'dl',
    { className: 'cg-facts' },
    pairs
      .filter(([, value]) => value !== null)
      .map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))),
  );

/** A table; on a small screen each row of three cells or more stands by itself, with the names of its columns. */
export const table = (columns: readonly string[], rows: readonly (readonly Content[])[]): Content =>
  h(
    'table',
    { className: columns.length > 2 ? 'cg-table cg-table-stacks' : 'cg-table' },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        columns.map((name) => h('th', { key: name, scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((cells, row) =>
        h(
          'tr',
          { key: row },
          cells.map((cell, column) =>
            h('td', { key: columns[column], 'data-name': columns[column] }, cell),
          ),
        ),
      ),
    ),
  );
