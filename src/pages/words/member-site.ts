import type { Language } from './words.ts';

/** What the member's own pages say. */
export type SiteWords = {
  readonly signInLead: string;
  readonly signedOut: string;
  readonly signOut: string;
  readonly navigation: {
    readonly overview: string;
    readonly consents: string;
    readonly history: string;
    readonly complaints: string;
  };
  readonly failures: {
    readonly titles: Readonly<Record<'notFound' | 'foreign' | 'unavailable' | 'failed', string>>;
    readonly leads: Readonly<Record<'notFound' | 'foreign' | 'unavailable' | 'failed', string>>;
    readonly toAccount: string;
  };
  readonly overview: {
    readonly title: string;
    readonly card: string;
    readonly noCard: string;
    readonly subscriberId: string;
    readonly group: string;
    readonly plan: string;
    readonly phone: string;
    readonly benefits: string;
    readonly noBenefits: string;
    readonly benefit: string;
    readonly cost: string;
    readonly benefitNames: Readonly<Record<string, string>>;
    readonly networks: Readonly<Record<string, string>>;
    readonly claims: string;
    readonly noClaims: string;
    readonly date: string;
    readonly kind: string;
    readonly state: string;
    readonly yourPart: string;
    readonly claimKinds: Readonly<Record<string, string>>;
    readonly claimStates: Readonly<Record<string, string>>;
  };
  readonly consents: {
    readonly title: string;
    readonly lead: string;
    readonly none: string;
    readonly app: string;
    readonly state: string;
    readonly ends: string;
    readonly signed: string;
    readonly states: Readonly<
      Record<'ACTIVE' | 'REVOKED' | 'SUPERSEDED' | 'EXPIRED' | 'SUSPENDED', string>
    >;
    readonly more: string;
    readonly find: string;
  };
  readonly consent: {
    readonly active: (app: string, until: string) => string;
    readonly suspended: (app: string) => string;
    readonly ended: (app: string, on: string) => string;
    readonly endedBy: Readonly<Record<'MEMBER' | 'AGENT' | 'SYSTEM' | 'APP', string>>;
    readonly reason: (reason: string) => string;
    readonly what: string;
    readonly categories: string;
    readonly labels: string;
    readonly noLabels: string;
    readonly dates: string;
    readonly span: (since: string, until: string | undefined) => string;
    readonly signedAt: string;
    readonly stop: string;
    readonly signed: (app: string) => string;
    readonly stopped: (app: string) => string;
    readonly deletion: (app: string) => string;
    readonly document: string;
    readonly pdf: string;
    readonly fingerprint: string;
    readonly history: string;
    readonly back: string;
  };
  readonly stop: {
    readonly title: (app: string) => string;
    readonly atOnce: (app: string) => string;
    readonly notCalledBack: (app: string) => string;
    readonly reason: string;
    readonly reasonHint: string;
    readonly tooLong: string;
    readonly submit: string;
    readonly keep: string;
  };
  readonly history: {
    readonly title: string;
    readonly lead: string;
    readonly none: string;
    readonly when: string;
    readonly who: string;
    readonly what: string;
    readonly nothing: string;
    readonly more: string;
  };
};

const english: SiteWords = {
  signInLead: 'Sign in to see what you share, with whom, and to stop it.',
  signedOut: 'You have signed out.',
  signOut: 'Sign out',
  navigation: {
    overview: 'Overview',
    consents: 'Sharing',
    history: 'Who got my data',
    complaints: 'Questions and complaints',
  },
  failures: {
    titles: {
      notFound: 'This page is not here',
      foreign: 'This form did not come from this site',
      unavailable: 'Your data cannot be shown now',
      failed: 'Something went wrong on our side',
    },
    leads: {
      notFound: 'Perhaps the address was cut off, or what it showed is somebody else’s.',
      foreign:
        'For your safety nothing was done. Open the page again and send the form from there.',
      unavailable:
        'Every look at your data is recorded before it is shown, and that cannot be done at the moment. Nothing is lost: try again in a minute.',
      failed: 'Nothing was changed by halves. Try again in a minute, or call the Member Help Team.',
    },
    toAccount: 'To your account',
  },
  overview: {
    title: 'Your account',
    card: 'Your ID card',
    noCard: 'There is no ID card yet.',
    subscriberId: 'ID number',
    group: 'Group',
    plan: 'Plan',
    phone: 'Member Help Team',
    benefits: 'Your benefits',
    noBenefits: 'There are no benefits to show.',
    benefit: 'Benefit',
    cost: 'What you pay',
    benefitNames: {
      gpvisit: 'Visit to your doctor',
      spvisit: 'Visit to a specialist',
      emergency: 'Emergency room',
      urgentcare: 'Urgent care',
      deductible: 'Deductible',
      maxoutofpocket: 'Most you pay in a year',
      pharmacy: 'Prescription',
      'copay-maximum': 'Highest copay',
      copay: 'Copay',
    },
    networks: { in: 'in the network', out: 'outside the network' },
    claims: 'Your newest claims',
    noClaims: 'There are no claims.',
    date: 'Date of service',
    kind: 'For',
    state: 'Where it stands',
    yourPart: 'You pay',
    claimKinds: {
      institutional: 'Hospital or clinic',
      professional: 'Doctor’s services',
      pharmacy: 'Pharmacy',
      oral: 'Dental care',
      vision: 'Eye care',
    },
    claimStates: {
      queued: 'Received',
      partial: 'In part decided',
      complete: 'Decided',
      error: 'Cannot be processed',
      cancelled: 'Cancelled',
      draft: 'Not sent yet',
      'entered-in-error': 'Entered by mistake',
      active: 'Sent in',
    },
  },
  consents: {
    title: 'What you share',
    lead: 'Each consent that you have signed, the newest first.',
    none: 'You share with nobody.',
    app: 'With',
    state: 'State',
    ends: 'Until',
    signed: 'Signed',
    states: {
      ACTIVE: 'Shared now',
      REVOKED: 'Stopped',
      SUPERSEDED: 'Replaced by a newer one',
      EXPIRED: 'Ran out',
      SUSPENDED: 'Held for a security risk',
    },
    more: 'Older ones',
    find: 'Find an app to share with',
  },
  consent: {
    active: (app, until) => `${app} can get your data until ${until}.`,
    suspended: (app) =>
      `Your plan has suspended ${app} because of a security risk. It gets no data now; your consent stands.`,
    ended: (app, on) => `${app} gets no data any more, since ${on}.`,
    endedBy: {
      MEMBER: 'You stopped it.',
      AGENT: 'The Member Help Team stopped it for you, when you called.',
      SYSTEM: 'Its term was over.',
      APP: 'The app gave its access back.',
    },
    reason: (reason) => `Reason: ${reason}`,
    what: 'What it covers',
    categories: 'Kinds of data',
    labels: 'Private subjects included',
    noLabels: 'none',
    dates: 'Services',
    span: (since, until) => (until === undefined ? `from ${since} on` : `${since} to ${until}`),
    signedAt: 'Signed',
    stop: 'Stop sharing',
    signed: (app) => `Signed. ${app} can get your data now.`,
    stopped: (app) => `Stopped. From now on ${app} gets no new data.`,
    deletion: (app) =>
      `What ${app} got before is not called back. Ask ${app} to delete it; its privacy policy says how.`,
    document: 'The document that you signed',
    pdf: 'Save it as a PDF',
    fingerprint: 'Its SHA-256, as it stands in the ledger',
    history: 'See what it got',
    back: 'All consents',
  },
  stop: {
    title: (app) => `Stop sharing with ${app}?`,
    atOnce: (app) => `It takes effect at once: ${app} gets no new data.`,
    notCalledBack: (app) =>
      `What ${app} has already is not called back. You can ask ${app} to delete it.`,
    reason: 'Why? You need not say.',
    reasonHint: 'It is kept with the consent, where you, the plan and its auditors can read it.',
    tooLong: 'Say it in 500 characters or fewer.',
    submit: 'Stop sharing now',
    keep: 'Keep sharing',
  },
  history: {
    title: 'Who got your data',
    lead: 'Each time that data of yours was released, the newest first. It was recorded before the data left.',
    none: 'Nobody has got data of yours.',
    when: 'When',
    who: 'Who',
    what: 'What',
    nothing: 'that you share with it, and no data',
    more: 'Older ones',
  },
};

const spanish: SiteWords = {
  signInLead: 'Inicie sesión para ver qué comparte, con quién, y para detenerlo.',
  signedOut: 'Ha cerrado la sesión.',
  signOut: 'Cerrar sesión',
  navigation: {
    overview: 'Resumen',
    consents: 'Lo que comparto',
    history: 'Quién recibió mis datos',
    complaints: 'Preguntas y quejas',
  },
  failures: {
    titles: {
      notFound: 'Esta página no está aquí',
      foreign: 'Este formulario no vino de este sitio',
      unavailable: 'Sus datos no se pueden mostrar ahora',
      failed: 'Algo falló de nuestra parte',
    },
    leads: {
      notFound: 'Quizá la dirección quedó cortada, o lo que mostraba es de otra persona.',
      foreign:
        'Por su seguridad no se hizo nada. Abra la página de nuevo y envíe el formulario desde allí.',
      unavailable:
        'Cada consulta de sus datos se registra antes de mostrarlos, y eso no es posible en este momento. No se ha perdido nada: inténtelo de nuevo en un minuto.',
      failed:
        'Nada quedó a medias. Inténtelo de nuevo en un minuto o llame al equipo de ayuda para miembros.',
    },
    toAccount: 'Ir a su cuenta',
  },
  overview: {
    title: 'Su cuenta',
    card: 'Su tarjeta de identificación',
    noCard: 'Todavía no hay tarjeta de identificación.',
    subscriberId: 'Número de identificación',
    group: 'Grupo',
    plan: 'Plan',
    phone: 'Equipo de ayuda para miembros',
    benefits: 'Sus beneficios',
    noBenefits: 'No hay beneficios que mostrar.',
    benefit: 'Beneficio',
    cost: 'Lo que usted paga',
    benefitNames: {
      gpvisit: 'Consulta con su médico',
      spvisit: 'Consulta con un especialista',
      emergency: 'Sala de emergencias',
      urgentcare: 'Atención de urgencia',
      deductible: 'Deducible',
      maxoutofpocket: 'Lo máximo que paga en un año',
      pharmacy: 'Receta',
      'copay-maximum': 'Copago más alto',
      copay: 'Copago',
    },
    networks: { in: 'dentro de la red', out: 'fuera de la red' },
    claims: 'Sus reclamaciones más recientes',
    noClaims: 'No hay reclamaciones.',
    date: 'Fecha del servicio',
    kind: 'Por',
    state: 'Estado',
    yourPart: 'Usted paga',
    claimKinds: {
      institutional: 'Hospital o clínica',
      professional: 'Servicios médicos',
      pharmacy: 'Farmacia',
      oral: 'Atención dental',
      vision: 'Atención de la vista',
    },
    claimStates: {
      queued: 'Recibida',
      partial: 'Decidida en parte',
      complete: 'Decidida',
      error: 'No se puede procesar',
      cancelled: 'Cancelada',
      draft: 'Aún no enviada',
      'entered-in-error': 'Registrada por error',
      active: 'Presentada',
    },
  },
  consents: {
    title: 'Lo que usted comparte',
    lead: 'Cada consentimiento que ha firmado, el más reciente primero.',
    none: 'No comparte con nadie.',
    app: 'Con',
    state: 'Estado',
    ends: 'Hasta',
    signed: 'Firmado',
    states: {
      ACTIVE: 'Se comparte ahora',
      REVOKED: 'Detenido',
      SUPERSEDED: 'Reemplazado por uno más nuevo',
      EXPIRED: 'Venció',
      SUSPENDED: 'Retenido por un riesgo de seguridad',
    },
    more: 'Anteriores',
    find: 'Buscar una aplicación para compartir',
  },
  consent: {
    active: (app, until) => `${app} puede recibir sus datos hasta el ${until}.`,
    suspended: (app) =>
      `Su plan suspendió a ${app} por un riesgo de seguridad. Ahora no recibe datos; su consentimiento sigue en pie.`,
    ended: (app, on) => `${app} ya no recibe datos desde el ${on}.`,
    endedBy: {
      MEMBER: 'Usted lo detuvo.',
      AGENT: 'El equipo de ayuda para miembros lo detuvo cuando usted llamó.',
      SYSTEM: 'Se cumplió su plazo.',
      APP: 'La aplicación devolvió su acceso.',
    },
    reason: (reason) => `Motivo: ${reason}`,
    what: 'Qué abarca',
    categories: 'Tipos de datos',
    labels: 'Temas privados incluidos',
    noLabels: 'ninguno',
    dates: 'Servicios',
    span: (since, until) =>
      until === undefined ? `desde el ${since}` : `del ${since} al ${until}`,
    signedAt: 'Firmado',
    stop: 'Dejar de compartir',
    signed: (app) => `Firmado. ${app} ya puede recibir sus datos.`,
    stopped: (app) => `Detenido. Desde ahora ${app} no recibe datos nuevos.`,
    deletion: (app) =>
      `Lo que ${app} recibió antes no se retira. Pida a ${app} que lo borre; su política de privacidad dice cómo.`,
    document: 'El documento que firmó',
    pdf: 'Guardarlo como PDF',
    fingerprint: 'Su SHA-256, tal como está en el registro',
    history: 'Ver lo que recibió',
    back: 'Todos los consentimientos',
  },
  stop: {
    title: (app) => `¿Dejar de compartir con ${app}?`,
    atOnce: (app) => `Tiene efecto de inmediato: ${app} no recibe datos nuevos.`,
    notCalledBack: (app) =>
      `Lo que ${app} ya tiene no se retira. Puede pedir a ${app} que lo borre.`,
    reason: '¿Por qué? No tiene que decirlo.',
    reasonHint:
      'Se guarda con el consentimiento, donde usted, el plan y sus auditores pueden leerlo.',
    tooLong: 'Dígalo en 500 caracteres o menos.',
    submit: 'Dejar de compartir ahora',
    keep: 'Seguir compartiendo',
  },
  history: {
    title: 'Quién recibió sus datos',
    lead: 'Cada vez que se entregaron datos suyos, la más reciente primero. Se registró antes de que los datos salieran.',
    none: 'Nadie ha recibido datos suyos.',
    when: 'Cuándo',
    who: 'Quién',
    what: 'Qué',
    nothing: 'que usted comparte con ella, y ningún dato',
    more: 'Anteriores',
  },
};

const catalogs: Readonly<Record<Language, SiteWords>> = { en: english, es: spanish };

export const siteWordsOf = (language: Language): SiteWords => catalogs[language];
