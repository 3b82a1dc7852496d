import { appShape } from './expected-office.ts';
import { type Arguments, given, pageOf, rising, type Shape, type View } from './expected-page.ts';
import type { RawApp } from './raw-rows.ts';
import { visibleApps } from './rule.ts';

/** The apps that a viewer may see, of a state or kind, and with words in their names or their partners'. */
export function appsPage(view: View, args: Arguments): Shape {
  const { first, after, ...asked } = args;
  const filter = given(asked);
  const seen = visibleApps(view.now, view.asker)
    .filter((app) => isAsked(view, app, filter))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const list = { name: 'apps', filter };
  return pageOf(
    view,
    list,
    { first, after },
    seen,
    ({ id }) => id,
    rising,
    (app) => appShape(view, app),
  );
}

function isAsked({ now: { rows } }: View, app: RawApp, { state, kind, search }: Arguments) {
  const partner = rows.partners.find(({ id }) => id === app.partner_id);
  const names = `${app.name} ${partner?.name}`.toLowerCase();
  const words = String(search ?? '')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  return (
    (state === undefined || app.state === state) &&
    (kind === undefined || app.kind === kind) &&
    words.every((word) => names.includes(word))
  );
}
