import type { Words } from './words.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const duration = (seconds: number) =>
  seconds > 90
    ? plural(Math.ceil(seconds / 60), 'minuto', 'minutos')
    : plural(seconds, 'segundo', 'segundos');

export const spanish: Words = {
  language: 'es',
  languageName: 'Español',
  otherLanguage: { language: 'en', name: 'English' },
  skip: 'Ir al contenido principal',
  navigation: 'Su cuenta',
  help: (phone) => `¿Preguntas? Equipo de Ayuda para Miembros: ${phone}`,
  privacy: (email) => `Privacidad: ${email}`,
  questions: {
    sellsData: '¿Venderá esta aplicación mis datos?',
    sharesWithThirdParties: '¿Compartirá esta aplicación mis datos con otros?',
    howDataIsUsed: '¿Cómo usará esta aplicación mis datos?',
    canLimitUse: '¿Puedo limitar cómo usa, comparte o vende mis datos?',
    canRemoveAccess: '¿Puedo quitarle el acceso después?',
    deletionPolicy: '¿Cómo borra mis datos?',
    tellsOfPrivacyChanges: '¿Cómo me avisa de cambios en sus prácticas de privacidad?',
    collectsDeviceData: '¿Recopila datos de mi dispositivo, por ejemplo dónde estoy?',
    security: '¿Cómo protege mis datos?',
    canCorrectData: '¿Puedo pedir que se corrijan datos equivocados?',
    complaintsProcess: '¿Cómo atiende las quejas?',
  },
  answers: { YES: 'Sí', NO: 'No', UNANSWERED: 'Sin respuesta' },
  cancel: 'No compartir',
  next: 'Continuar',
  back: 'Atrás',
  step: (number, of) => `Paso ${number} de ${of}`,
  signIn: {
    title: 'Iniciar sesión',
    lead: (app) =>
      `${app} pide sus datos de salud. Inicie sesión con su cuenta de miembro para decidir.`,
    userName: 'Nombre de usuario',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    refused:
      'El nombre de usuario o la contraseña no son correctos. Revise ambos e inténtelo de nuevo.',
    wait: (seconds) =>
      `Hubo demasiados intentos. Espere ${duration(seconds)} e inténtelo de nuevo.`,
    waitAddress: (seconds) =>
      `Desde su red fallaron demasiados inicios de sesión, quizá no los suyos. Espere ${duration(seconds)} e inténtelo de nuevo.`,
    missing: 'Escriba su nombre de usuario y su contraseña.',
  },
  share: {
    title: (app) => `¿Compartir sus datos de salud con ${app}?`,
    lead: (app, plan) =>
      `${app} pide a ${plan} los datos de usted. No se comparte nada hasta que usted haya leído lo que significa y haya firmado.`,
    ownLead: (app, plan) =>
      `Aquí decide si ${plan} entrega sus datos a ${app}. No se comparte nada hasta que usted haya leído lo que significa y haya firmado.`,
    aboutApp: (app) => `Lo que ${app} dice de sí misma`,
    warnings: (count) => `${plural(count, 'respuesta', 'respuestas')} para pensarlo bien`,
    warningsLead:
      'Piénselas antes de compartir. Puede compartir de todos modos: la decisión es suya.',
    allAnswers: 'Las once preguntas y respuestas',
    noPrivacyPolicy:
      'Esta aplicación no tiene política de privacidad. Le aconsejamos no compartir con ella.',
    privacyPolicy: 'Leer su política de privacidad',
    what: 'Qué se compartiría',
    kind: 'Tipo de datos',
    records: 'Registros hoy',
    sensitive: 'De ellos, sensibles',
    previewLead:
      'Esto es lo que se compartiría hoy. Los registros nuevos se añaden mientras usted comparta.',
    choosingLead:
      'Todavía no ha elegido. Esto es lo que cada tipo compartiría hoy si lo marca abajo. Los registros nuevos se añaden mientras usted comparta.',
    categories: 'Tipos de datos',
    labels: 'Temas privados',
    labelsLead:
      'Los registros sobre estos temas no se comparten, salvo que usted los incluya. Las notas de psicoterapia nunca se comparten aquí.',
    dates: 'Qué fechas y por cuánto tiempo',
    since: 'Servicios desde',
    until: 'Servicios hasta',
    untilHint: 'Déjelo vacío para todos los que haya mientras comparta.',
    undated: 'Incluir los registros que no tienen fecha',
    term: 'Por cuántos días',
    termHint: (most) => `De 1 a ${most}. Puede dejar de compartir antes, en cualquier momento.`,
    lasts: (days) =>
      `Usted comparte durante ${plural(days, 'día', 'días')} y puede dejar de hacerlo antes, en cualquier momento.`,
    allOrNothing: (plan) =>
      `Con ${plan} se comparte todo o nada: no se puede dejar fuera una parte. Solo las notas de psicoterapia nunca se comparten aquí.`,
    update: 'Mostrar qué se compartiría',
    next: 'Después leerá lo que significa compartir. Al final firmará.',
    floor: (plan, date) => `${plan} comparte servicios desde el ${date}.`,
    coverageOver: (plan) =>
      `Su cobertura de ${plan} terminó, así que no se puede compartir nada nuevo. Lo que ya comparte sigue hasta que usted lo detenga o termine su plazo.`,
    notOffered: (plan) =>
      `${plan} no ofrece compartir datos a los miembros de su línea de negocio.`,
    refused: {
      title: 'Una elección no fue posible',
      categories: 'Elija al menos un tipo de datos.',
      since:
        'Su plan no comparte servicios de una fecha tan antigua. Ahora el primer día es el más antiguo que permite.',
      until:
        'El último día era anterior al primero y se ha borrado: elija uno posterior, o ninguno.',
      termDays: 'Su plan no permite tantos o tan pocos días. Ahora es el máximo que permite.',
      other: 'Su plan no permite esta elección. Empiece de nuevo con lo que permite.',
    },
  },
  read: {
    progress: (number, of) => `Texto ${number} de ${of} que debe leer antes de firmar`,
    done: 'Lo he leído',
    unfinished: 'Lea primero este texto. Después puede continuar.',
  },
  sign: {
    title: 'Leer y firmar',
    lead: 'Este es el último paso. Abajo está lo que usted firma; una copia queda en su cuenta y le enviamos un correo.',
    agree: 'Lo he leído y estoy de acuerdo.',
    signature: 'Su nombre completo',
    signatureHint: 'Escribir su nombre aquí equivale a su firma.',
    submit: 'Firmar y compartir',
    changed: 'Algo de este texto ha cambiado desde que usted lo vio. Léalo de nuevo y firme.',
    notAgreed: 'Para firmar, marque que está de acuerdo.',
    nameMissing: 'Para firmar, escriba su nombre completo.',
    nameUnfit: 'Firme con su nombre completo en una línea, de 200 caracteres como máximo.',
    otherName:
      'En este nombre no está su apellido tal como consta en el plan. Firme con su nombre completo, como en su tarjeta de identificación, o firme otra vez para conservar lo que escribió.',
    document: 'El consentimiento',
  },
  again: {
    title: (app) => `Usted ya comparte con ${app}`,
    lead: (app, until) =>
      `${app} quiere conectarse otra vez. Su consentimiento vale hasta el ${until}. Puede mantenerlo o firmar uno nuevo en su lugar.`,
    goOn: 'Mantener este consentimiento',
    signAnew: 'Firmar uno nuevo en su lugar',
  },
  error: {
    title: 'Esto no funcionó',
    lead: 'No se compartió nada. Vuelva a la aplicación y comience de nuevo.',
    signOut: 'Cerrar sesión',
    signOutLead: '¿Quiere cerrar la sesión de su cuenta de miembro?',
    signedOut: 'Ha cerrado la sesión.',
    expired: 'Pasó más de una hora, o esta página es de una visita anterior.',
    code: 'Para quienes hacen la aplicación',
    notForApp:
      'La aplicación pidió sus datos de una forma que aquí no se permite. No es culpa suya.',
  },
};
