import type { Language } from './words.ts';

/** What the pages about apps say. */
type GalleryWords = {
  readonly title: string;
  readonly lead: string;
  readonly search: string;
  readonly searchHint: string;
  readonly find: string;
  readonly showAll: string;
  readonly found: (count: number, more: boolean) => string;
  readonly none: string;
  readonly next: string;
  readonly by: (partner: string) => string;
  readonly kinds: Readonly<Record<'THIRD_PARTY_APP' | 'HEALTH_PLAN' | 'PROVIDER', string>>;
  readonly noWarnings: string;
  readonly noPolicy: string;
  readonly all: string;
  readonly howTo: (app: string) => string;
  readonly share: string;
  readonly lastSaid: (date: string) => string;
  readonly notFound: { readonly title: string; readonly lead: string };
  readonly failed: { readonly title: string; readonly lead: string };
  readonly changed: {
    readonly title: (app: string) => string;
    readonly policy: string;
    readonly detail: string;
    readonly before: string;
    readonly after: string;
  };
};

const counted = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;

const english: GalleryWords = {
  title: 'Apps you can share with',
  lead: 'Each app has been checked for security, and for nothing else. Read what it says about itself before you share with it.',
  search: 'Find an app',
  searchHint: 'By its name, or by who makes it',
  find: 'Search',
  showAll: 'Show all apps',
  found: (count, more) => (more ? `The first ${count} apps` : counted(count, 'app', 'apps')),
  none: 'No app has this name. Check the spelling, or search for one word of it.',
  next: 'More apps',
  by: (partner) => `By ${partner}`,
  kinds: {
    THIRD_PARTY_APP: 'App',
    HEALTH_PLAN: 'Health plan',
    PROVIDER: 'Doctor or hospital',
  },
  noWarnings: 'No warnings',
  noPolicy: 'No privacy policy',
  all: 'All apps',
  howTo: (app) =>
    `To share with ${app}, open it and follow its own directions. It leads you back here to sign in, read and decide.`,
  share: 'Share from your account',
  lastSaid: (date) =>
    `The app gave these answers itself, most recently on ${date}. Nobody has checked whether they are true.`,
  notFound: {
    title: 'There is no such app',
    lead: 'It may have been taken away, or the address is wrong.',
  },
  failed: { title: 'This did not work', lead: 'Try again in a moment.' },
  changed: {
    title: (app) => `${app} has changed what it says since you signed`,
    policy: 'Its privacy policy is at another address.',
    detail: 'It says more about it in other words.',
    before: 'Before',
    after: 'Now',
  },
};

const spanish: GalleryWords = {
  title: 'Aplicaciones con las que puede compartir',
  lead: 'Se ha comprobado la seguridad de cada aplicación, y nada más. Lea lo que dice de sí misma antes de compartir con ella.',
  search: 'Buscar una aplicación',
  searchHint: 'Por su nombre o por quien la hace',
  find: 'Buscar',
  showAll: 'Mostrar todas las aplicaciones',
  found: (count, more) =>
    more ? `Las primeras ${count} aplicaciones` : counted(count, 'aplicación', 'aplicaciones'),
  none: 'Ninguna aplicación tiene este nombre. Revise la ortografía o busque una sola palabra.',
  next: 'Más aplicaciones',
  by: (partner) => `De ${partner}`,
  kinds: {
    THIRD_PARTY_APP: 'Aplicación',
    HEALTH_PLAN: 'Plan de salud',
    PROVIDER: 'Médico u hospital',
  },
  noWarnings: 'Sin advertencias',
  noPolicy: 'Sin política de privacidad',
  all: 'Todas las aplicaciones',
  howTo: (app) =>
    `Para compartir con ${app}, ábrala y siga sus propias instrucciones. Ella le trae aquí para iniciar sesión, leer y decidir.`,
  share: 'Compartir desde su cuenta',
  lastSaid: (date) =>
    `La propia aplicación dio estas respuestas, la última vez el ${date}. Nadie ha comprobado si son ciertas.`,
  notFound: {
    title: 'No existe esta aplicación',
    lead: 'Puede que se haya retirado, o que la dirección sea incorrecta.',
  },
  failed: { title: 'Esto no funcionó', lead: 'Inténtelo de nuevo en un momento.' },
  changed: {
    title: (app) => `${app} ha cambiado lo que dice desde que usted firmó`,
    policy: 'Su política de privacidad está en otra dirección.',
    detail: 'Lo explica con otras palabras.',
    before: 'Antes',
    after: 'Ahora',
  },
};

const catalogs: Readonly<Record<Language, GalleryWords>> = { en: english, es: spanish };

export const galleryWordsOf = (language: Language): GalleryWords => catalogs[language];
