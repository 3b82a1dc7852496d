import type { Language } from './words.ts';

type Outcome = 'DELETED' | 'PARTLY_DELETED' | 'KEPT';

/** What the pages of an ended consent say of deleting what an app got. */
export type DeletionWords = {
  readonly notCalledBack: (app: string) => string;
  readonly policy: string;
  readonly begin: (app: string) => string;
  readonly title: (app: string) => string;
  readonly whatHappens: (app: string, plan: string) => string;
  readonly noDuty: (app: string) => string;
  readonly submit: string;
  readonly keep: string;
  readonly heading: string;
  readonly asked: (app: string, on: string) => string;
  readonly waiting: (app: string, by: string) => string;
  readonly late: (app: string, by: string) => string;
  readonly done: (app: string) => string;
  readonly outcomes: Readonly<Record<Outcome, (app: string, on: string) => string>>;
  readonly itsWords: (app: string) => string;
  readonly complain: string;
  readonly stillShared: (app: string) => string;
};

const english: DeletionWords = {
  notCalledBack: (app) =>
    `Anything that ${app} got before is not called back. You can ask ${app} to delete it.`,
  policy: 'What it promises about your data is in its privacy policy:',
  begin: (app) => `Ask ${app} to delete it`,
  title: (app) => `Ask ${app} to delete your data`,
  whatHappens: (app, plan) =>
    `For you, ${plan} asks ${app} to delete all that it got under this consent, and to answer within 30 days. We send you an e-mail when it has answered; the answer is then on the page of this consent.`,
  noDuty: (app) =>
    `${app} decides what it deletes, and the law may make it keep a part. Your plan itself cannot delete anything at ${app}.`,
  submit: 'Ask for deletion',
  keep: 'Not now',
  heading: 'Deletion',
  asked: (app, on) => `You asked ${app} on ${on} to delete what it got under this consent.`,
  waiting: (app, by) => `${app} has not answered yet. We asked it to answer by ${by}.`,
  late: (app, by) => `${app} should have answered by ${by}, and has not.`,
  done: (app) => `${app} has been asked. You get an e-mail when it has answered.`,
  outcomes: {
    DELETED: (app, on) => `${app} said on ${on} that it has deleted all of it.`,
    PARTLY_DELETED: (app, on) =>
      `${app} said on ${on} that it has deleted a part of it, and kept the rest.`,
    KEPT: (app, on) => `${app} said on ${on} that it keeps it.`,
  },
  itsWords: (app) => `In the words of ${app}:`,
  complain: 'Not content with this? How to complain',
  stillShared: (app) =>
    `You share with ${app} under another consent. Stop that one first: what is deleted now, it could get again.`,
};

const spanish: DeletionWords = {
  notCalledBack: (app) =>
    `Lo que ${app} haya recibido antes no se retira. Usted puede pedir a ${app} que lo borre.`,
  policy: 'Lo que promete sobre sus datos está en su política de privacidad:',
  begin: (app) => `Pedir a ${app} que lo borre`,
  title: (app) => `Pedir a ${app} que borre sus datos`,
  whatHappens: (app, plan) =>
    `En nombre de usted, ${plan} pide a ${app} que borre todo lo que recibió con este consentimiento y que responda en 30 días. Cuando responda, le enviaremos un correo electrónico; la respuesta estará en la página de este consentimiento.`,
  noDuty: (app) =>
    `${app} decide qué borra, y puede que la ley le obligue a conservar una parte. Su plan no puede borrar por sí mismo nada que esté en ${app}.`,
  submit: 'Pedir que se borre',
  keep: 'Ahora no',
  heading: 'Borrado',
  asked: (app, on) =>
    `El ${on} usted pidió a ${app} que borrara lo que recibió con este consentimiento.`,
  waiting: (app, by) =>
    `${app} aún no ha respondido. Le pedimos que responda a más tardar el ${by}.`,
  late: (app, by) => `${app} debía responder a más tardar el ${by} y no lo ha hecho.`,
  done: (app) =>
    `Se lo hemos pedido a ${app}. Usted recibirá un correo electrónico cuando responda.`,
  outcomes: {
    DELETED: (app, on) => `${app} dijo el ${on} que lo borró todo.`,
    PARTLY_DELETED: (app, on) =>
      `${app} dijo el ${on} que borró una parte y que conserva el resto.`,
    KEPT: (app, on) => `${app} dijo el ${on} que lo conserva.`,
  },
  itsWords: (app) => `En palabras de ${app}:`,
  complain: '¿No está de acuerdo? Cómo presentar una queja',
  stillShared: (app) =>
    `Usted comparte con ${app} mediante otro consentimiento. Deténgalo primero: lo que se borre ahora, podría recibirlo de nuevo.`,
};

const words: Readonly<Record<Language, DeletionWords>> = { en: english, es: spanish };

export const deletionWordsOf = (language: Language): DeletionWords => words[language];
