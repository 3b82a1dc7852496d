import type { Language } from './words.ts';

/** What the pages say on which a partner registers an app. */
export type PartnerWords = {
  readonly title: string;
  readonly lead: string;
  readonly afterwards: string;
  readonly invite: string;
  readonly you: string;
  readonly token: string;
  readonly tokenHint: string;
  readonly app: string;
  readonly name: string;
  readonly nameHint: string;
  readonly kind: string;
  readonly redirectUris: string;
  readonly redirectUrisHint: string;
  readonly proof: string;
  readonly authentication: string;
  readonly authenticationHint: string;
  readonly authentications: Readonly<Record<'NONE' | 'SECRET' | 'PRIVATE_KEY', string>>;
  readonly publicKeys: string;
  readonly publicKeysHint: string;
  readonly privacy: string;
  readonly privacyLead: string;
  readonly privacyPolicyUrl: string;
  readonly privacyPolicyUrlHint: string;
  readonly answer: string;
  readonly detail: string;
  readonly submit: string;
  readonly wrong: {
    readonly noToken: string;
    readonly token: string;
    readonly notPartner: string;
    readonly name: string;
    readonly nameTaken: string;
    readonly redirectUris: (most: number) => string;
    readonly noRedirectUris: string;
    readonly noPublicKeys: string;
    readonly privacyPolicyUrl: string;
    readonly detail: string;
    readonly tooMany: string;
    readonly foreign: string;
    readonly failed: string;
  };
  readonly done: {
    readonly title: (app: string) => string;
    readonly clientId: string;
    readonly secret: string;
    readonly secretOnce: string;
    /** Where the same form comes once more. */
    readonly again: string;
    readonly secretGone: string;
    readonly next: string;
    readonly review: string;
    readonly warnings: (count: number) => string;
    readonly noWarnings: string;
    readonly noAnswers: string;
    readonly unanswered: (count: number) => string;
    readonly told: string;
    readonly change: string;
    readonly another: string;
  };
};

const english: PartnerWords = {
  title: 'Register an app',
  lead: 'For partners: register an app with which members can share their health data. Your programs can do the same over GraphQL, or by RFC 7591 at /oauth/register.',
  afterwards:
    'After you send this, an admin checks the app for security risks, and for nothing else.',
  invite: 'Do you make an app? Register it',
  you: 'Who you are',
  token: 'Your partner token',
  tokenHint:
    'The access token that your programs show to this gateway. It is used for this one registration and not kept, so paste it again if the form comes back.',
  app: 'The app',
  name: 'Name of the app',
  nameHint: 'As members will see it, 100 characters at most.',
  kind: 'What it is',
  redirectUris: 'Redirect URIs',
  redirectUrisHint:
    'Where sign-ins may return to, one a line: https, without a fragment. For an app on a device also its own scheme (com.example.app:/back), or http on the device itself.',
  proof: 'How the app proves that it is the app',
  authentication: 'Way',
  authenticationHint:
    'Not at all, where it runs on a device or in a browser. By a secret or a private key, where its server can keep one.',
  authentications: {
    NONE: 'Not at all (PKCE)',
    SECRET: 'By a secret',
    PRIVATE_KEY: 'By a private key',
  },
  publicKeys: 'Public keys',
  publicKeysHint:
    'Only with a private key: its public part, as the JSON text of a JSON Web Key Set; RSA or EC, each key with its kid.',
  privacy: 'What it does with data',
  privacyLead:
    'Members see your answers before they share. An answer that they would not hope for, or none, warns them; it never blocks the app. You answer for what you say here.',
  privacyPolicyUrl: 'Address of its privacy policy',
  privacyPolicyUrlHint: 'An https address. Without one, members are advised not to share.',
  answer: 'Your answer',
  detail: 'In your own words',
  submit: 'Register the app',
  wrong: {
    noToken: 'Paste your partner token',
    token: 'This token is not accepted here. It may have expired: get a new one',
    notPartner: 'This is not the token of a partner',
    name: 'Give the app a name of 1 to 100 characters',
    nameTaken: 'You have an app of this name already',
    redirectUris: (most) =>
      `Give up to ${most} addresses such as https://app.example/back, one a line, without a fragment`,
    noRedirectUris: 'Give at least one redirect URI: without it nobody can sign in to the app',
    noPublicKeys: 'Leave the keys out, or choose to prove the app by a private key',
    privacyPolicyUrl: 'Give an https address, or leave it empty',
    detail: 'Say it in 2,000 characters or fewer',
    tooMany: 'You have as many apps as a partner may register. Go on with one of those.',
    foreign: 'The form did not come from this site. Nothing was registered: open the page anew.',
    failed: 'Nothing was registered. Try again in a moment.',
  },
  done: {
    title: (app) => `${app} is registered`,
    clientId: 'Client ID',
    secret: 'Client secret',
    secretOnce:
      'Copy the secret now: it is shown this once, and not when you reload or come back. Only a hash of it is kept here. If it is lost, make a new one with setAppClient.',
    again:
      'The form was sent once more. The app is registered already, and nothing was registered anew.',
    secretGone:
      'Its secret was shown in the first answer and is kept here only as a hash. If you have not copied it, make a new one over GraphQL with setAppClient: setAppClient(input: { appId, authentication: SECRET }).',
    next: 'What happens next',
    review:
      'An admin looks at the app for security risks. Until it is approved, members cannot find it and it cannot sign anybody in.',
    warnings: (count) =>
      count === 1
        ? 'Members will be warned of one of your answers. That does not hold up the review.'
        : `Members will be warned of ${count} of your answers. That does not hold up the review.`,
    noWarnings: 'None of your answers warns members.',
    noAnswers:
      'You have answered none of the questions. Members are told so before they share; answer with attestApp whenever you like.',
    unanswered: (count) =>
      count === 1
        ? 'You have left one question without an answer. Members are told so; answer it with attestApp.'
        : `You have left ${count} questions without an answer. Members are told so; answer them with attestApp.`,
    told: 'You learn of the approval by the webhook app.approved, or by asking for the state of your apps over GraphQL.',
    change:
      'Answers, redirect URIs and keys are changed over GraphQL, with attestApp, updateApp and setAppClient.',
    another: 'Register another app',
  },
};

const spanish: PartnerWords = {
  title: 'Registrar una aplicación',
  lead: 'Para socios: registre una aplicación con la que los miembros puedan compartir sus datos de salud. Sus programas pueden hacer lo mismo por GraphQL o según RFC 7591 en /oauth/register.',
  afterwards:
    'Cuando la envíe, un administrador comprobará los riesgos de seguridad de la aplicación, y nada más.',
  invite: '¿Hace usted una aplicación? Regístrela',
  you: 'Quién es usted',
  token: 'Su token de socio',
  tokenHint:
    'El token de acceso que sus programas muestran a este servicio. Se usa para este único registro y no se guarda: péguelo otra vez si el formulario vuelve.',
  app: 'La aplicación',
  name: 'Nombre de la aplicación',
  nameHint: 'Como lo verán los miembros, 100 caracteres como máximo.',
  kind: 'Qué es',
  redirectUris: 'URI de redirección',
  redirectUrisHint:
    'A dónde pueden volver los inicios de sesión, una por línea: https, sin fragmento. Para una aplicación en un dispositivo, también su propio esquema (com.example.app:/back) o http en el mismo dispositivo.',
  proof: 'Cómo demuestra la aplicación que es ella',
  authentication: 'Manera',
  authenticationHint:
    'De ninguna, si funciona en un dispositivo o en un navegador. Con un secreto o una clave privada, si su servidor puede guardarlos.',
  authentications: {
    NONE: 'De ninguna (PKCE)',
    SECRET: 'Con un secreto',
    PRIVATE_KEY: 'Con una clave privada',
  },
  publicKeys: 'Claves públicas',
  publicKeysHint:
    'Solo con clave privada: su parte pública, como texto JSON de un JSON Web Key Set; RSA o EC, cada clave con su kid.',
  privacy: 'Qué hace con los datos',
  privacyLead:
    'Los miembros ven sus respuestas antes de compartir. Una respuesta que no desearían, o ninguna, les advierte; nunca bloquea la aplicación. Usted responde de lo que dice aquí.',
  privacyPolicyUrl: 'Dirección de su política de privacidad',
  privacyPolicyUrlHint: 'Una dirección https. Sin ella se aconseja a los miembros no compartir.',
  answer: 'Su respuesta',
  detail: 'Con sus propias palabras',
  submit: 'Registrar la aplicación',
  wrong: {
    noToken: 'Pegue su token de socio',
    token: 'Este token no se acepta aquí. Quizá ha vencido: obtenga uno nuevo',
    notPartner: 'Este no es el token de un socio',
    name: 'Dé a la aplicación un nombre de 1 a 100 caracteres',
    nameTaken: 'Usted ya tiene una aplicación con este nombre',
    redirectUris: (most) =>
      `Dé hasta ${most} direcciones como https://app.example/back, una por línea, sin fragmento`,
    noRedirectUris:
      'Dé al menos una URI de redirección: sin ella nadie puede iniciar sesión en la aplicación',
    noPublicKeys: 'Quite las claves, o elija demostrar la aplicación con una clave privada',
    privacyPolicyUrl: 'Dé una dirección https, o déjela vacía',
    detail: 'Dígalo en 2,000 caracteres o menos',
    tooMany:
      'Usted tiene tantas aplicaciones como puede registrar un socio. Siga con una de ellas.',
    foreign: 'El formulario no vino de este sitio. No se registró nada: abra la página de nuevo.',
    failed: 'No se registró nada. Inténtelo de nuevo en un momento.',
  },
  done: {
    title: (app) => `${app} está registrada`,
    clientId: 'Identificador de cliente (client_id)',
    secret: 'Secreto de cliente (client_secret)',
    secretOnce:
      'Copie el secreto ahora: se muestra solo esta vez, y no cuando vuelva a cargar la página o regrese a ella. Aquí se guarda únicamente su huella. Si se pierde, haga uno nuevo con setAppClient.',
    again:
      'El formulario se envió otra vez. La aplicación ya está registrada, y no se registró nada nuevo.',
    secretGone:
      'Su secreto se mostró en la primera respuesta y aquí se guarda únicamente su huella. Si no lo copió, haga uno nuevo por GraphQL con setAppClient: setAppClient(input: { appId, authentication: SECRET }).',
    next: 'Qué sigue',
    review:
      'Un administrador comprueba los riesgos de seguridad de la aplicación. Hasta que se apruebe, los miembros no la encuentran y no puede iniciar la sesión de nadie.',
    warnings: (count) =>
      count === 1
        ? 'A los miembros se les advertirá de una de sus respuestas. Eso no retrasa la revisión.'
        : `A los miembros se les advertirá de ${count} de sus respuestas. Eso no retrasa la revisión.`,
    noWarnings: 'Ninguna de sus respuestas advierte a los miembros.',
    noAnswers:
      'No respondió a ninguna de las preguntas. A los miembros se les dice antes de compartir; responda con attestApp cuando quiera.',
    unanswered: (count) =>
      count === 1
        ? 'Dejó una pregunta sin respuesta. A los miembros se les dice; respóndala con attestApp.'
        : `Dejó ${count} preguntas sin respuesta. A los miembros se les dice; respóndalas con attestApp.`,
    told: 'De la aprobación se entera por el webhook app.approved, o al preguntar por GraphQL el estado de sus aplicaciones.',
    change:
      'Las respuestas, las URI de redirección y las claves se cambian por GraphQL, con attestApp, updateApp y setAppClient.',
    another: 'Registrar otra aplicación',
  },
};

const catalogs: Readonly<Record<Language, PartnerWords>> = { en: english, es: spanish };

export const partnerWordsOf = (language: Language): PartnerWords => catalogs[language];
