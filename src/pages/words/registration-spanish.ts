import type { RegistrationWords } from './registration.ts';

export const registrationSpanish: RegistrationWords = {
  createAccount: 'Crear una cuenta',
  forgotten: '¿Olvidó su contraseña?',
  errors: (count) => (count === 1 ? 'Corrija una cosa' : `Corrija ${count} cosas`),
  wait: (seconds) =>
    seconds > 90
      ? `Hubo demasiados intentos. Espere ${Math.ceil(seconds / 60)} minutos e inténtelo de nuevo.`
      : `Hubo demasiados intentos. Espere ${seconds} ${seconds === 1 ? 'segundo' : 'segundos'} e inténtelo de nuevo.`,
  trouble: {
    title: 'Esto no funcionó',
    text: 'Vuelva atrás e inténtelo de nuevo en un momento. Si vuelve a pasar, llame al número de su tarjeta de miembro.',
  },
  who: {
    title: 'Crear una cuenta: quién es usted',
    lead: 'Para encontrarle entre los miembros de su plan, escriba uno de los dos números, su fecha de nacimiento y su apellido.',
    number: 'Número de identificación',
    numberHint: 'Está en su tarjeta de miembro.',
    or: 'o, si todavía no tiene tarjeta:',
    socialSecurity: 'Número de Seguro Social',
    socialSecurityHint: 'Nueve cifras. No lo guardamos.',
    birthDate: 'Fecha de nacimiento',
    familyName: 'Apellido',
    familyNameHint: 'Como lo tiene su plan. Las mayúsculas y los acentos no importan.',
    haveAccount: '¿Ya tiene una cuenta? Inicie sesión',
    notFound:
      'No encontramos a ningún miembro con estos datos. Revise cada uno e inténtelo de nuevo, o llame al número de su tarjeta de miembro.',
    early: (from) =>
      `Puede crear una cuenta a partir del ${from}: quince días antes de que empiece su cobertura.`,
    over: 'Su cobertura ha terminado, así que no se puede crear una cuenta. Para sus datos, llame al número de su tarjeta de miembro.',
    missing: {
      number: 'Escriba su número de identificación o su número de Seguro Social, uno de los dos',
      socialSecurity: 'Un número de Seguro Social tiene nueve cifras',
      birthDate: 'Escriba su fecha de nacimiento',
      familyName: 'Escriba su apellido',
    },
  },
  account: {
    title: 'Crear una cuenta: cómo va a iniciar sesión',
    lead: 'Le hemos encontrado. Elija un nombre de usuario y una contraseña para iniciar sesión.',
    userName: 'Nombre de usuario',
    userNameHint: 'De 3 a 64 letras (a–z), cifras, puntos, guiones o guiones bajos.',
    password: 'Contraseña',
    passwordHint:
      '12 caracteres o más. Son buenas varias palabras que no tengan relación entre sí; puede pegarla.',
    passwordAgain: 'La contraseña otra vez',
    email: 'Correo electrónico',
    emailHint:
      'Allí le enviamos un enlace para confirmarlo y, después, avisos sobre lo que usted comparte.',
    language: 'Idioma de nuestros correos',
    submit: 'Crear cuenta',
    wrong: {
      userName:
        'Elija un nombre de usuario de 3 a 64 letras, cifras, puntos, guiones o guiones bajos, que empiece y termine con letra o cifra',
      userNameTaken: 'Otra persona tiene este nombre de usuario: elija otro',
      email: 'Escriba un correo electrónico como nombre@example.com',
    },
  },
  password: {
    TOO_SHORT: 'Elija una contraseña de 12 caracteres o más',
    TOO_LONG: 'Elija una contraseña de 256 caracteres como máximo',
    PERSONAL: 'Elija una contraseña que no sea su nombre de usuario, su correo ni su plan',
    COMMON: 'Esta contraseña es fácil de adivinar: muchos la usan, o una parecida. Elija otra',
    different: 'Las dos contraseñas son distintas: escriba la misma dos veces',
  },
  sent: {
    title: 'Revise su correo',
    lead: (email) => `Hemos enviado un correo a ${email}.`,
    next: 'Abra el enlace dentro de 24 horas y confirme su correo electrónico. Hasta entonces no puede iniciar sesión.',
    nothing:
      '¿No hay nada? Espere unos minutos y busque en el correo no deseado. ¿La dirección era incorrecta?',
    anew: 'Empezar de nuevo',
    again: 'Enviar el correo otra vez',
    sentAgain: 'Lo hemos enviado otra vez.',
  },
  verify: {
    title: 'Confirme su correo electrónico',
    lead: (userName) => `Lo confirma para la cuenta con el nombre de usuario ${userName}.`,
    notYou: 'Si usted no creó esta cuenta, cierre esta página: no pasará nada.',
    submit: 'Confirmar',
    doneTitle: 'Su cuenta está lista',
    done: 'Su correo electrónico está confirmado. Ya puede iniciar sesión.',
    goOn: 'Iniciar sesión y seguir con lo que pidió la aplicación',
    otherBrowser: '¿Empezó en otro navegador o en otro dispositivo? Siga allí.',
    signIn: 'Iniciar sesión',
    goneTitle: 'Este enlace ya no sirve',
    gone: 'Ya se usó, ha vencido o hay uno más nuevo. Si ya confirmó su correo, inicie sesión. Si no, cree su cuenta de nuevo.',
    registerAnew: 'Crear una cuenta',
  },
  reset: {
    title: 'Elegir una contraseña nueva',
    lead: 'Le enviamos un correo con un enlace. Con él elegirá una contraseña nueva.',
    userNameOrEmail: 'Nombre de usuario o correo electrónico',
    missing: 'Escriba su nombre de usuario o su correo electrónico',
    submit: 'Enviar el enlace',
    sentTitle: 'Revise su correo',
    sent: 'Si hay una cuenta con este nombre o correo, hemos enviado un mensaje a su dirección. El enlace sirve durante una hora. Si no llega nada, busque en el correo no deseado. Quizá todavía no tiene cuenta o nunca se confirmó su dirección: entonces cree una.',
    chooseTitle: 'Elegir una contraseña nueva',
    chooseLead: (userName) => `Para la cuenta con el nombre de usuario ${userName}.`,
    restores: (email) =>
      `Con la contraseña nueva, ${email} vuelve a ser la dirección de correo de esta cuenta, y se cierran todas las sesiones abiertas en ella. Hágalo solo si la dirección se cambió sin usted.`,
    chooseSubmit: 'Guardar la contraseña',
    doneTitle: 'Su contraseña ha cambiado',
    done: 'Se cerró su sesión en todas partes. Inicie sesión con la contraseña nueva.',
    gone: 'Ya se usó o ha vencido. Pida uno nuevo.',
    restoreGone:
      'Ya se usó o ha vencido. Si no puede entrar en su cuenta, llame al número de su tarjeta de miembro.',
    askAnew: 'Pedir otro enlace',
  },
};
