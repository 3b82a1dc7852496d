import { answerText } from '../../pages/words/answers.ts';
import { dateText } from '../../pages/words/dates.ts';
import { spanish } from '../../pages/words/spanish.ts';
import type { MailWords } from './mail-words.ts';

const day = (date: Date) => dateText('es', date);
const questions = (phone: string) => `¿Tiene preguntas? Equipo de Ayuda para Miembros: ${phone}.`;
const notYou = (phone: string) =>
  `¿No fue usted? Llame de inmediato al Equipo de Ayuda para Miembros: ${phone}.`;
const takeBack = (phone: string) =>
  `retirar su consentimiento en cualquier momento: en el sitio para miembros o por teléfono al ${phone}`;
const staysThere = (app: string) =>
  `Lo que ${app} recibió antes se queda allí. Si lo desea, pida a ${app} que lo borre.`;

/** The mails in Spanish. */
export const spanishMail: MailWords = {
  footer: 'Este mensaje se envió automáticamente. Nadie lee las respuestas.',
  managed: {
    consent: 'Ver o detener lo que comparte',
    complaint: 'Ir a su queja',
    signIn: 'Iniciar sesión',
    newPassword: 'Pedir una contraseña nueva',
  },
  write: (message) => {
    switch (message.kind) {
      case 'CONSENT_SIGNED': {
        const { app, plan, phone, endsAt } = message;
        return {
          subject: `Usted comparte sus datos de salud con ${app}`,
          paragraphs: [
            `Usted firmó un consentimiento. ${plan} comparte ahora sus datos de salud con ${app}, tal como usted eligió al firmar.`,
            `Se dejará de compartir el ${day(endsAt)}. Usted puede ${takeBack(phone)}. Desde ese momento, ${app} no recibe nada nuevo. ${staysThere(app)}`,
            'Lo que usted firmó se guarda para usted, palabra por palabra, en el sitio para miembros.',
            notYou(phone),
          ],
        };
      }
      case 'CONSENT_ENDED': {
        const { app, plan, phone, by, endedAt } = message;
        const how = {
          MEMBER: `Usted retiró su consentimiento el ${day(endedAt)}.`,
          AGENT: `El Equipo de Ayuda para Miembros retiró su consentimiento el ${day(endedAt)}, como usted lo pidió por teléfono.`,
          APP: `${app} devolvió su acceso el ${day(endedAt)}.`,
          TERM: 'Su consentimiento terminó porque venció su plazo.',
        }[by];
        return {
          subject: `Usted ya no comparte sus datos de salud con ${app}`,
          paragraphs: [
            `${how} ${plan} no comparte nada nuevo con ${app}.`,
            staysThere(app),
            ...(by === 'TERM'
              ? [`Para volver a compartir, firme de nuevo: empiece en ${app}.`]
              : []),
            by === 'MEMBER' || by === 'AGENT' ? notYou(phone) : questions(phone),
          ],
        };
      }
      case 'CONSENT_ENDING': {
        const { app, plan, phone, endsAt } = message;
        return {
          subject: `Se dejará de compartir con ${app} el ${day(endsAt)}`,
          paragraphs: [
            `Su consentimiento para ${app} termina el ${day(endsAt)}. Desde entonces, ${plan} no comparte nada nuevo con ${app}.`,
            `Para seguir compartiendo, firme de nuevo: empiece en ${app}. Si no hace nada, se deja de compartir por sí solo.`,
            questions(phone),
          ],
        };
      }
      case 'SHARING_SUSPENDED': {
        const { app, plan, phone } = message;
        return {
          subject: `Se suspendió compartir con ${app}`,
          paragraphs: [
            `${app} fue suspendida por un riesgo de seguridad. ${plan} no comparte nada con ella hasta que se resuelva.`,
            `Usted no tiene que hacer nada. Su consentimiento sigue como lo firmó, y usted puede ${takeBack(phone)}.`,
            questions(phone),
          ],
        };
      }
      case 'SHARING_RESUMED': {
        const { app, plan, phone } = message;
        return {
          subject: `Se vuelve a compartir con ${app}`,
          paragraphs: [
            `${app} ya no está suspendida. ${plan} vuelve a compartir con ella sus datos de salud, tal como usted eligió al firmar.`,
            `Si no lo desea, puede ${takeBack(phone)}.`,
            questions(phone),
          ],
        };
      }
      case 'APP_ANSWERS_CHANGED': {
        const { app, plan, phone, changes, privacyPolicyChanged } = message;
        return {
          subject: `${app} cambió lo que dice sobre la privacidad`,
          paragraphs: [
            `${app}, con la que usted comparte datos de salud de ${plan}, responde ahora de otra manera a nuestras preguntas sobre la privacidad:`,
            `Usted no tiene que hacer nada. Si ya no desea compartir, puede ${takeBack(phone)}.`,
            questions(phone),
          ],
          items: [
            ...changes.map(({ question, before, after }) => {
              const [was, is] = [before, after].map((one) => answerText('es', question, one));
              return before === after
                ? `${spanish.questions[question]} Sigue siendo: ${is}. Lo que dice al respecto es nuevo.`
                : `${spanish.questions[question]} Antes: ${was}. Ahora: ${is}.`;
            }),
            ...(privacyPolicyChanged ? ['Su política de privacidad está en otra dirección.'] : []),
          ],
        };
      }
      case 'VERIFY_EMAIL':
        return {
          subject: 'Confirme su dirección de correo electrónico',
          paragraphs: [
            'Confirme que esta dirección es suya. Así podremos escribirle aquí cuando cambie algo en sus consentimientos.',
            'Si usted no pidió esto, no haga nada.',
          ],
          action: { label: 'Confirmar mi dirección', link: message.link },
        };
      case 'RESET_PASSWORD':
        return {
          subject: 'Elija una contraseña nueva',
          paragraphs: [
            'Alguien, probablemente usted, pidió una contraseña nueva para su cuenta de miembro.',
            'El enlace sirve una sola vez y por poco tiempo. Si no fue usted, no haga nada: su contraseña sigue igual.',
          ],
          action: { label: 'Elegir una contraseña nueva', link: message.link },
        };
      case 'CHANGE_EMAIL':
        return {
          subject: 'Confirme su nueva dirección de correo electrónico',
          paragraphs: [
            'Alguien, probablemente usted, quiere que los mensajes sobre una cuenta de miembro lleguen a esta dirección. Inicie sesión en la cuenta y confírmela.',
            'El enlace sirve una sola vez, durante 24 horas. Si no fue usted, no haga nada: nadie puede confirmar esta dirección sin esa cuenta, y no llegan aquí más de tres mensajes como este en un día.',
          ],
          action: { label: 'Confirmar esta dirección', link: message.link },
        };
      case 'EMAIL_CHANGE_ASKED': {
        const { plan, phone } = message;
        return {
          subject: 'Se pidió cambiar su dirección de correo electrónico',
          paragraphs: [
            `Alguien, probablemente usted, pidió otra dirección de correo electrónico para su cuenta de miembro en ${plan}. Su dirección sigue igual hasta que se confirme la nueva, y eso puede ser pronto. Si no fue usted, quizá alguien más conoce su contraseña: elija ahora una nueva. Si lo hace antes de que se confirme la dirección nueva, el cambio queda sin efecto.`,
            'Cuando se confirme, volveremos a escribirle aquí, con un enlace con el que podrá deshacer el cambio durante 72 horas.',
            `Si fue usted, no tiene que hacer nada. ${questions(phone)}`,
          ],
        };
      }
      case 'EMAIL_CHANGED': {
        const { plan, phone, link } = message;
        const changed = `Su cuenta de miembro en ${plan} tiene ahora otra dirección de correo electrónico. Desde ahora le escribimos allí sobre ella.`;
        const subject = 'Su dirección de correo electrónico ha cambiado';
        if (link === undefined) return { subject, paragraphs: [changed, notYou(phone)] };
        return {
          subject,
          paragraphs: [
            `${changed} Si no fue usted, recupere su cuenta con este enlace: usted elige una contraseña nueva, esta dirección vuelve a ser la de la cuenta y se cierran todas las sesiones abiertas en ella.`,
            'El enlace sirve una sola vez, durante 72 horas. Aunque otra persona cambie la contraseña, sigue sirviendo. No se lo dé a nadie.',
            `Si fue usted, no tiene que hacer nada. ${questions(phone)}`,
          ],
          action: { label: 'Recuperar mi cuenta', link },
        };
      }
      case 'ALREADY_REGISTERED':
        return {
          subject: 'Usted ya tiene una cuenta de miembro',
          paragraphs: [
            'Alguien, probablemente usted, intentó registrarse para una cuenta de miembro. Usted ya tiene una, y no se cambió nada en ella.',
            'Inicie sesión con su nombre de usuario y su contraseña. Si los olvidó, pida ayuda en la página donde inicia sesión.',
            'Si no fue usted, no tiene que hacer nada.',
          ],
        };
      case 'PASSWORD_CHANGED':
        return {
          subject: 'Su contraseña ha cambiado',
          paragraphs: [
            'La contraseña de su cuenta de miembro ha cambiado. Si tenía la sesión abierta en otros lugares, allí se cerró. Las aplicaciones con las que comparte siguen conectadas.',
            'Si no fue usted, pida ahora una contraseña nueva en la página donde inicia sesión y llame al número de su tarjeta de miembro.',
          ],
        };
      case 'DELETION_REQUESTED': {
        const { app, plan, phone, answerDueAt } = message;
        return {
          subject: `Pedimos a ${app} que borre sus datos`,
          paragraphs: [
            `Como usted lo pidió, ${plan} comunicó a ${app} que usted quiere que borre lo que recibió con su consentimiento. Le pedimos que responda a más tardar el ${day(answerDueAt)}.`,
            `Le escribiremos cuando haya respondido. ${plan} no puede borrar por sí mismo nada que esté en ${app}.`,
            notYou(phone),
          ],
        };
      }
      case 'DELETION_ACKNOWLEDGED': {
        const { app, phone, outcome } = message;
        const said = {
          DELETED: `${app} dice que borró lo que recibió con su consentimiento.`,
          PARTLY_DELETED: `${app} dice que borró una parte de lo que recibió con su consentimiento y que conserva el resto.`,
          KEPT: `${app} dice que conserva lo que recibió con su consentimiento.`,
        }[outcome];
        return {
          subject: `${app} respondió a su solicitud de borrar sus datos`,
          paragraphs: [
            said,
            'Su respuesta está en el sitio para miembros, junto al consentimiento.',
            ...(outcome === 'DELETED'
              ? []
              : [
                  'Si no está de acuerdo, puede presentar una queja: el sitio para miembros dice ante quién.',
                ]),
            questions(phone),
          ],
        };
      }
      case 'COMPLAINT_RECEIVED': {
        const { plan, phone, caseNumber, dueAt } = message;
        return {
          subject: `Recibimos su queja ${caseNumber}`,
          paragraphs: [
            `${plan} recibió su queja. Su número de caso es ${caseNumber}. Usted tendrá una respuesta a más tardar el ${day(dueAt)}.`,
            'Para leer lo que escribió y ver cómo va su caso, inicie sesión en el sitio para miembros y abra "Preguntas y quejas".',
            `¿Preguntas? Llame al ${phone} y dé el número de caso.`,
          ],
        };
      }
      case 'COMPLAINT_ANSWERED': {
        const { plan, phone, caseNumber } = message;
        return {
          subject: `Su queja ${caseNumber} tiene respuesta`,
          paragraphs: [
            `${plan} respondió a su queja ${caseNumber}. Inicie sesión en el sitio para miembros para leer la respuesta, en "Preguntas y quejas".`,
            `Si la respuesta no resuelve su queja, llame al ${phone} y dé el número de caso. También puede quejarse ante el gobierno: la misma página dice cómo.`,
          ],
        };
      }
    }
  },
};
