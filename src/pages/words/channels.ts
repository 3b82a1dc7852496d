import type { Language } from './words.ts';

/** What members are told where their plan has consents signed elsewhere. */
export type ChannelWords = {
  readonly titles: { readonly inAccount: string; readonly inApp: string };
  readonly inAccount: (plan: string, app: string) => string;
  readonly toAccount: string;
  readonly inApp: (plan: string, app: string) => string;
  readonly toConsents: string;
};

const english: ChannelWords = {
  titles: {
    inAccount: 'First sign the consent in your account',
    inApp: 'This consent begins in the app',
  },
  inAccount: (plan, app) =>
    `With ${plan} you first sign a consent in your account, and then connect ${app}. Open your account, sign there, then start again in ${app}.`,
  toAccount: 'Go to your account and sign',
  inApp: (plan, app) =>
    `With ${plan} you begin in the app: open ${app}, look for "connect a health plan", and choose ${plan}. You come back here to read and to sign.`,
  toConsents: 'Back to what you share',
};

const spanish: ChannelWords = {
  titles: {
    inAccount: 'Firme primero el consentimiento en su cuenta',
    inApp: 'Este consentimiento empieza en la aplicación',
  },
  inAccount: (plan, app) =>
    `Con ${plan} usted firma primero un consentimiento en su cuenta y después conecta ${app}. Abra su cuenta, firme allí y empiece de nuevo en ${app}.`,
  toAccount: 'Ir a su cuenta y firmar',
  inApp: (plan, app) =>
    `Con ${plan} se empieza en la aplicación: abra ${app}, busque "conectar un plan de salud" y elija ${plan}. Volverá aquí para leer y firmar.`,
  toConsents: 'Volver a lo que comparte',
};

const catalogs: Readonly<Record<Language, ChannelWords>> = { en: english, es: spanish };

export const channelWordsOf = (language: Language): ChannelWords => catalogs[language];
