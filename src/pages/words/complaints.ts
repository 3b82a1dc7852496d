import type { Language } from './words.ts';

type Kind = 'PRIVACY' | 'SHARING' | 'APP' | 'OTHER';
type State = 'RECEIVED' | 'IN_PROGRESS' | 'ANSWERED' | 'CLOSED';

/** What the pages of questions and complaints say. */
export type ComplaintWords = {
  readonly title: string;
  readonly complain: string;
  readonly lead: string;
  readonly noHarm: string;
  readonly begin: string;
  readonly yours: string;
  readonly none: string;
  readonly caseNumber: string;
  readonly about: string;
  readonly state: string;
  readonly received: string;
  readonly due: string;
  readonly answered: string;
  readonly more: string;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly states: Readonly<Record<State, string>>;
  readonly how: string;
  readonly plan: {
    readonly title: (plan: string) => string;
    readonly here: string;
    readonly call: (phone: string) => string;
    readonly card: (phone: string) => string;
    readonly write: (email: string) => string;
    readonly mail: (address: string) => string;
  };
  readonly government: {
    readonly title: string;
    readonly lead: string;
    readonly portal: string;
    readonly mail: string;
  };
  readonly trade: { readonly title: string; readonly lead: string; readonly site: string };
  readonly texts: string;
  readonly form: {
    readonly title: string;
    readonly lead: (plan: string, days: number) => string;
    readonly kind: string;
    readonly app: string;
    readonly noApp: string;
    readonly text: string;
    readonly textHint: (most: string) => string;
    readonly submit: string;
    readonly keep: string;
    readonly failed: string;
    readonly missing: string;
    readonly tooLong: (length: string, most: string) => string;
    readonly noKind: string;
    readonly appGone: string;
  };
  readonly one: {
    readonly title: (caseNumber: string) => string;
    readonly filed: (caseNumber: string, due: string) => string;
    readonly yourWords: string;
    readonly answer: string;
    readonly noAnswer: (due: string) => string;
    readonly notSettled: string;
    readonly back: string;
  };
};

const english: ComplaintWords = {
  title: 'Questions and complaints',
  complain: 'Complain to your plan',
  lead: 'Is something wrong with how your data is kept private or shared? Tell your plan. You can follow your complaint here until it is answered.',
  noHarm:
    'You may complain at any time, to your plan, to the government, or to both. Nobody may treat you worse for it.',
  begin: 'Write a complaint',
  yours: 'Your complaints',
  none: 'You have no complaints.',
  caseNumber: 'Case number',
  about: 'About',
  state: 'Where it stands',
  received: 'Sent',
  due: 'Answer by',
  answered: 'Answered',
  more: 'Older ones',
  kinds: {
    PRIVACY: 'How my data is kept private',
    SHARING: 'What was shared, or was not',
    APP: 'What an app does with my data',
    OTHER: 'Something else',
  },
  states: {
    RECEIVED: 'Received',
    IN_PROGRESS: 'Somebody is working on it',
    ANSWERED: 'Answered',
    CLOSED: 'Closed',
  },
  how: 'Whom you can complain to',
  plan: {
    title: (plan) => `To ${plan}`,
    here: 'Write a complaint here.',
    call: (phone) => `Call ${phone}.`,
    card: (phone) =>
      `Questions about anything else: the Member Help Team, at the number on your ID card: ${phone}.`,
    write: (email) => `Write to ${email}.`,
    mail: (address) => `By mail: ${address}.`,
  },
  government: {
    title: 'About a plan, a doctor or a hospital: the Office for Civil Rights',
    lead: 'The Office for Civil Rights (OCR) of the U.S. Department of Health and Human Services looks into complaints about privacy, in general within 180 days of what happened. There are two ways:',
    portal: 'On the web: the OCR Complaint Portal',
    mail: 'By mail: Centralized Case Management Operations, U.S. Department of Health and Human Services, 200 Independence Avenue SW, Room 509F HHH Building, Washington, DC 20201.',
  },
  trade: {
    title: 'About an app: the Federal Trade Commission',
    lead: 'If an app misused your data or deceived you, tell the Federal Trade Commission (FTC).',
    site: 'The FTC’s complaint assistant',
  },
  texts: 'Answers from your plan',
  form: {
    title: 'Write a complaint',
    lead: (plan, days) =>
      `It goes to ${plan}. You get a case number at once, and an answer within ${days} days.`,
    kind: 'What is it about?',
    app: 'Which app?',
    noApp: 'No app',
    text: 'What happened?',
    textHint: (most) =>
      `In your own words, ${most} characters at most. Only you and the people of your plan who handle complaints read it.`,
    submit: 'Send the complaint',
    keep: 'Cancel',
    failed: 'The complaint was not sent',
    missing: 'Say what happened.',
    tooLong: (length, most) => `It has ${length} characters. Say it in ${most} or fewer.`,
    noKind: 'Choose what it is about.',
    appGone: 'Choose an app from the list, or no app.',
  },
  one: {
    title: (caseNumber) => `Complaint ${caseNumber}`,
    filed: (caseNumber, due) =>
      `Your plan has your complaint. Its case number is ${caseNumber}. You will have an answer by ${due}.`,
    yourWords: 'What you wrote',
    answer: 'Your plan’s answer',
    noAnswer: (due) => `There is no answer yet. It is due by ${due}.`,
    notSettled: 'Are you not satisfied with the answer? See how else you can complain',
    back: 'All questions and complaints',
  },
};

const spanish: ComplaintWords = {
  title: 'Preguntas y quejas',
  complain: 'Presentar una queja ante su plan',
  lead: '¿Algo está mal en cómo se protegen o se comparten sus datos? Dígaselo a su plan. Aquí puede seguir su queja hasta que tenga respuesta.',
  noHarm:
    'Usted puede quejarse en cualquier momento ante su plan, ante el gobierno o ante ambos. Nadie puede tratarle peor por eso.',
  begin: 'Escribir una queja',
  yours: 'Sus quejas',
  none: 'Usted no tiene quejas.',
  caseNumber: 'Número de caso',
  about: 'Sobre',
  state: 'Estado',
  received: 'Enviada',
  due: 'Respuesta a más tardar',
  answered: 'Respondida',
  more: 'Anteriores',
  kinds: {
    PRIVACY: 'Cómo se protegen mis datos',
    SHARING: 'Lo que se compartió o no se compartió',
    APP: 'Lo que una aplicación hace con mis datos',
    OTHER: 'Otra cosa',
  },
  states: {
    RECEIVED: 'Recibida',
    IN_PROGRESS: 'Alguien trabaja en ella',
    ANSWERED: 'Respondida',
    CLOSED: 'Cerrada',
  },
  how: 'Ante quién puede quejarse',
  plan: {
    title: (plan) => `Ante ${plan}`,
    here: 'Escriba una queja aquí.',
    call: (phone) => `Llame al ${phone}.`,
    card: (phone) =>
      `Para otras preguntas: el equipo de ayuda para miembros, en el número de su tarjeta de identificación: ${phone}.`,
    write: (email) => `Escriba a ${email}.`,
    mail: (address) => `Por correo: ${address}.`,
  },
  government: {
    title: 'Sobre un plan, un médico o un hospital: la Oficina de Derechos Civiles',
    lead: 'La Oficina de Derechos Civiles (OCR) del Departamento de Salud y Servicios Humanos de EE. UU. investiga quejas sobre privacidad, por lo general dentro de los 180 días de lo ocurrido. Hay dos maneras:',
    portal: 'En línea: el portal de quejas de la OCR',
    mail: 'Por correo: Centralized Case Management Operations, U.S. Department of Health and Human Services, 200 Independence Avenue SW, Room 509F HHH Building, Washington, DC 20201.',
  },
  trade: {
    title: 'Sobre una aplicación: la Comisión Federal de Comercio',
    lead: 'Si una aplicación usó mal sus datos o le engañó, dígalo a la Comisión Federal de Comercio (FTC).',
    site: 'El asistente de quejas de la FTC',
  },
  texts: 'Respuestas de su plan',
  form: {
    title: 'Escribir una queja',
    lead: (plan, days) =>
      `Llega a ${plan}. Usted recibe un número de caso enseguida y una respuesta en un plazo de ${days} días.`,
    kind: '¿De qué se trata?',
    app: '¿Qué aplicación?',
    noApp: 'Ninguna aplicación',
    text: '¿Qué pasó?',
    textHint: (most) =>
      `Con sus propias palabras, ${most} caracteres como máximo. Solo la leen usted y las personas de su plan que atienden las quejas.`,
    submit: 'Enviar la queja',
    keep: 'Cancelar',
    failed: 'La queja no se envió',
    missing: 'Diga qué pasó.',
    tooLong: (length, most) => `Tiene ${length} caracteres. Dígalo en ${most} o menos.`,
    noKind: 'Elija de qué se trata.',
    appGone: 'Elija una aplicación de la lista, o ninguna.',
  },
  one: {
    title: (caseNumber) => `Queja ${caseNumber}`,
    filed: (caseNumber, due) =>
      `Su plan recibió su queja. Su número de caso es ${caseNumber}. Usted tendrá una respuesta a más tardar el ${due}.`,
    yourWords: 'Lo que usted escribió',
    answer: 'La respuesta de su plan',
    noAnswer: (due) => `Todavía no hay respuesta. Debe llegar a más tardar el ${due}.`,
    notSettled: '¿La respuesta no resuelve su queja? Vea de qué otras maneras puede quejarse',
    back: 'Todas las preguntas y quejas',
  },
};

const catalogs: Readonly<Record<Language, ComplaintWords>> = { en: english, es: spanish };

export const complaintWordsOf = (language: Language): ComplaintWords => catalogs[language];
