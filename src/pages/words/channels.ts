import type { Language } from './words.ts';

/** What members are told where their plan has consents signed elsewhere. */
export type ChannelWords = {
  readonly title: string;
  readonly inAccount: (plan: string, app: string) => string;
  readonly toAccount: string;
  readonly inApp: (plan: string, app: string) => string;
};

const english: ChannelWords = {
  title: 'This consent is signed elsewhere',
  inAccount: (plan, app) =>
    `With ${plan} you first sign a consent in your account, and then connect ${app}. Open your account, sign there, then start again in ${app}.`,
  toAccount: 'Sign in your account',
  inApp: (plan, app) =>
    `With ${plan} you begin in the app: open ${app}, look for "connect a health plan", and choose ${plan}. You come back here to read and to sign.`,
};

const spanish: ChannelWords = {
  title: 'Este consentimiento se firma en otro lugar',
  inAccount: (plan, app) =>
    `Con ${plan} usted firma primero un consentimiento en su cuenta y después conecta ${app}. Abra su cuenta, firme allí y empiece de nuevo en ${app}.`,
  toAccount: 'Firmar en su cuenta',
  inApp: (plan, app) =>
    `Con ${plan} se empieza en la aplicación: abra ${app}, busque "conectar un plan de salud" y elija ${plan}. Volverá aquí para leer y firmar.`,
};

const catalogs: Readonly<Record<Language, ChannelWords>> = { en: english, es: spanish };

export const channelWordsOf = (language: Language): ChannelWords => catalogs[language];
