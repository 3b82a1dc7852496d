import type { Language } from './words.ts';

/** What the pages of a member's settings say. */
export type SettingsWords = {
  readonly title: string;
  readonly sharing: {
    readonly title: string;
    readonly none: string;
    readonly lead: string;
    readonly until: (date: string) => string;
    readonly suspended: string;
    readonly stop: (app: string) => string;
    readonly all: string;
    readonly history: string;
  };
  readonly signIn: {
    readonly title: string;
    readonly userName: string;
    readonly change: string;
    /** Where the plan keeps what members sign in with. */
    readonly elsewhere: (plan: string) => string;
  };
  readonly email: {
    readonly title: string;
    readonly none: string;
    readonly is: (email: string) => string;
    readonly waiting: (email: string) => string;
    readonly change: string;
    readonly add: string;
    readonly lead: (email: string) => string;
    readonly leadNone: string;
    readonly field: string;
    readonly submit: string;
    readonly same: string;
    readonly sent: string;
    /** Where too many links were asked for. */
    readonly wait: (seconds: number) => string;
    /** Where too many went to this address. */
    readonly waitRecipient: string;
    readonly changed: string;
  };
  readonly confirm: {
    readonly title: string;
    readonly lead: (email: string, userName: string) => string;
    readonly notYou: string;
    readonly submit: string;
    readonly goneTitle: string;
    readonly gone: string;
  };
  readonly language: {
    readonly title: string;
    readonly label: string;
    readonly submit: string;
    readonly saved: string;
  };
  readonly password: {
    readonly title: string;
    readonly lead: string;
    readonly present: string;
    readonly chosen: string;
    readonly again: string;
    readonly submit: string;
    readonly changed: string;
    readonly wrong: string;
    readonly forgotten: string;
  };
  readonly keep: string;
  readonly back: string;
};

const english: SettingsWords = {
  title: 'Account settings',
  sharing: {
    title: 'Sharing',
    none: 'You share your data with nobody now.',
    lead: 'You can stop sharing at any time. Nothing new is sent from that moment.',
    until: (date) => `Until ${date}`,
    suspended: 'Suspended: nothing is sent now',
    stop: (app) => `Stop sharing with ${app}`,
    all: 'Everything you have signed',
    history: 'Who got your data',
  },
  signIn: {
    title: 'How you sign in',
    userName: 'User name',
    change: 'Change password',
    elsewhere: (plan) =>
      `You sign in at ${plan}. Your user name, password and e-mail address are kept there: change them there, or call the number on your ID card.`,
  },
  email: {
    title: 'E-mail address',
    none: 'We have no e-mail address of yours, so we cannot tell you when something about your consents changes.',
    is: (email) => `We write to ${email}.`,
    waiting: (email) =>
      `We have sent a link to ${email}. Open it within 24 hours and confirm the address. Until then nothing changes.`,
    change: 'Change e-mail address',
    add: 'Add an e-mail address',
    lead: (email) =>
      `We write to ${email} now. We send a link to the new address, and a word of it to the present one. It is changed once you open the link and confirm.`,
    leadNone:
      'We write there when something about your consents changes. We send a link to the address; it is yours once you open the link and confirm.',
    field: 'New e-mail address',
    submit: 'Send the link',
    same: 'This is your e-mail address already: fill in another one',
    sent: 'Check your e-mail: the link is on its way.',
    waitRecipient:
      'We have sent as many links to this address as we may in a day, so this one was not sent. Open the newest one, or try again tomorrow.',
    wait: (seconds) => {
      const minutes = Math.ceil(seconds / 60);
      return `We have sent as many links as we may for now, so this one was not sent. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
    },
    changed: 'Your e-mail address is confirmed.',
  },
  confirm: {
    title: 'Confirm your new e-mail address',
    lead: (email, userName) =>
      `Once you have confirmed it, we write to ${email} about the account with the user name ${userName}.`,
    notYou: 'If you have not asked for this, do not confirm it, and change your password.',
    submit: 'Confirm',
    goneTitle: 'This link does not work any more',
    gone: 'It was used, has expired, there is a newer one, or it is for another account. Your e-mail address stays as it is.',
  },
  language: {
    title: 'Language',
    label: 'Language of these pages and of our e-mails',
    submit: 'Save language',
    saved: 'From now on we write to you in English.',
  },
  password: {
    title: 'Change password',
    lead: 'You stay signed in here. Wherever else you are signed in, you are signed out. Apps that you share with stay connected.',
    present: 'Present password',
    chosen: 'New password',
    again: 'New password once more',
    submit: 'Change password',
    changed: 'Your password is changed. Wherever else you were signed in, you are signed out.',
    wrong: 'This is not your present password',
    forgotten: 'Forgot your password?',
  },
  keep: 'Leave it as it is',
  back: 'Back to account settings',
};

const spanish: SettingsWords = {
  title: 'Configuración de la cuenta',
  sharing: {
    title: 'Lo que comparte',
    none: 'Ahora no comparte sus datos con nadie.',
    lead: 'Puede dejar de compartir en cualquier momento. Desde entonces no se envía nada nuevo.',
    until: (date) => `Hasta el ${date}`,
    suspended: 'Suspendida: ahora no se envía nada',
    stop: (app) => `Dejar de compartir con ${app}`,
    all: 'Todo lo que ha firmado',
    history: 'Quién recibió sus datos',
  },
  signIn: {
    title: 'Cómo inicia sesión',
    userName: 'Nombre de usuario',
    change: 'Cambiar la contraseña',
    elsewhere: (plan) =>
      `Usted inicia sesión en ${plan}. Allí se guardan su nombre de usuario, su contraseña y su dirección de correo electrónico: cámbielos allí o llame al número de su tarjeta de miembro.`,
  },
  email: {
    title: 'Correo electrónico',
    none: 'No tenemos ninguna dirección de correo electrónico suya, así que no podemos avisarle cuando cambie algo en sus consentimientos.',
    is: (email) => `Le escribimos a ${email}.`,
    waiting: (email) =>
      `Enviamos un enlace a ${email}. Ábralo en un plazo de 24 horas y confirme la dirección. Hasta entonces no cambia nada.`,
    change: 'Cambiar la dirección de correo',
    add: 'Añadir una dirección de correo',
    lead: (email) =>
      `Ahora le escribimos a ${email}. Enviamos un enlace a la dirección nueva y un aviso a la actual. El cambio se hace cuando usted abre el enlace y lo confirma.`,
    leadNone:
      'Le escribimos allí cuando cambie algo en sus consentimientos. Enviamos un enlace a la dirección; será la suya cuando usted abra el enlace y lo confirme.',
    field: 'Nueva dirección de correo electrónico',
    submit: 'Enviar el enlace',
    same: 'Esta ya es su dirección: escriba otra',
    sent: 'Revise su correo: el enlace va en camino.',
    waitRecipient:
      'Ya enviamos a esta dirección todos los enlaces permitidos en un día, así que este no se envió. Abra el más reciente o inténtelo de nuevo mañana.',
    wait: (seconds) => {
      const minutes = Math.ceil(seconds / 60);
      return `Por ahora ya enviamos todos los enlaces permitidos, así que este no se envió. Inténtelo de nuevo en ${minutes === 1 ? 'un minuto' : `${minutes} minutos`}.`;
    },
    changed: 'Su dirección de correo electrónico está confirmada.',
  },
  confirm: {
    title: 'Confirme su nueva dirección de correo electrónico',
    lead: (email, userName) =>
      `Cuando la haya confirmado, escribiremos a ${email} sobre la cuenta con el nombre de usuario ${userName}.`,
    notYou: 'Si usted no lo pidió, no la confirme, y cambie su contraseña.',
    submit: 'Confirmar',
    goneTitle: 'Este enlace ya no sirve',
    gone: 'Ya se usó, venció, hay uno más nuevo o es para otra cuenta. Su dirección de correo electrónico sigue igual.',
  },
  language: {
    title: 'Idioma',
    label: 'Idioma de estas páginas y de nuestros mensajes',
    submit: 'Guardar el idioma',
    saved: 'Desde ahora le escribimos en español.',
  },
  password: {
    title: 'Cambiar la contraseña',
    lead: 'Aquí su sesión sigue abierta. Si la tiene abierta en otros lugares, allí se cierra. Las aplicaciones con las que comparte siguen conectadas.',
    present: 'Contraseña actual',
    chosen: 'Contraseña nueva',
    again: 'Contraseña nueva otra vez',
    submit: 'Cambiar la contraseña',
    changed:
      'Su contraseña ha cambiado. Si tenía la sesión abierta en otros lugares, allí se cerró.',
    wrong: 'Esta no es su contraseña actual',
    forgotten: '¿Olvidó su contraseña?',
  },
  keep: 'Dejarlo como está',
  back: 'Volver a la configuración de la cuenta',
};

const catalogs: Readonly<Record<Language, SettingsWords>> = { en: english, es: spanish };

/** What those pages say in a language. */
export const settingsWordsOf = (language: Language): SettingsWords => catalogs[language];
