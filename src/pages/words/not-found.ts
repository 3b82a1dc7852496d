import type { Language } from './words.ts';

/** What a page says that is not there. */
type NotFoundWords = {
  readonly title: string;
  readonly lead: string;
  readonly account: string;
  readonly apps: string;
};

const english: NotFoundWords = {
  title: 'There is no such page',
  lead: 'The address may be incomplete or old. From here you can go on:',
  account: 'Your account: your ID card, what you share, and who got your data',
  apps: 'Apps you can share with',
};

const spanish: NotFoundWords = {
  title: 'Esta página no existe',
  lead: 'Puede que la dirección esté incompleta o sea antigua. Desde aquí puede seguir:',
  account: 'Su cuenta: su tarjeta de identificación, lo que comparte y quién recibió sus datos',
  apps: 'Aplicaciones con las que puede compartir',
};

const catalogs: Readonly<Record<Language, NotFoundWords>> = { en: english, es: spanish };

export const notFoundWordsOf = (language: Language): NotFoundWords => catalogs[language];
