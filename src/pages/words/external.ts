import type { Language } from './words.ts';

/** Why a sign-in at the plan's own identity provider came to nothing. */
export type ExternalFailure = 'expired' | 'declined' | 'unknown' | 'unavailable';

type ExternalWords = {
  readonly title: string;
  readonly failures: Readonly<Record<ExternalFailure, string>>;
  readonly again: string;
  readonly startAgain: string;
};

const english: ExternalWords = {
  title: 'You are not signed in',
  failures: {
    expired: 'You took too long, or the sign-in began in another browser.',
    declined: 'The sign-in was broken off.',
    unknown:
      'You have signed in, but we do not know which member you are. Call the number on your ID card.',
    unavailable:
      'The sign-in of your plan cannot be reached now, or it answered wrongly. Try again later.',
  },
  again: 'Try again',
  startAgain: 'Go back to where you came from, and start again.',
};

const spanish: ExternalWords = {
  title: 'No ha iniciado sesión',
  failures: {
    expired: 'Pasó demasiado tiempo, o el inicio de sesión empezó en otro navegador.',
    declined: 'El inicio de sesión se interrumpió.',
    unknown:
      'Ha iniciado sesión, pero no sabemos qué miembro es usted. Llame al número de su tarjeta de identificación.',
    unavailable:
      'Ahora no se puede iniciar sesión en su plan, o la respuesta fue incorrecta. Inténtelo más tarde.',
  },
  again: 'Intentar de nuevo',
  startAgain: 'Vuelva al lugar de donde vino y empiece de nuevo.',
};

export const externalWordsOf = (language: Language): ExternalWords =>
  language === 'es' ? spanish : english;
