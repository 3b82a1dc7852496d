import { answerText } from '../../pages/words/answers.ts';
import { dateText } from '../../pages/words/dates.ts';
import { english } from '../../pages/words/english.ts';
import type { MailWords } from './mail-words.ts';

const day = (date: Date) => dateText('en', date);
const questions = (phone: string) => `Questions? The Member Help Team: ${phone}.`;
const notYou = (phone: string) => `Was this not you? Call the Member Help Team at once: ${phone}.`;
const takeBack = (phone: string) =>
  `take back your consent at any time: on the member site, or by telephone at ${phone}`;
const staysThere = (app: string) =>
  `What ${app} got before stays with it. Ask ${app} to delete it if you want that.`;

/** The mails in English. */
export const englishMail: MailWords = {
  footer: 'This message was sent automatically. Nobody reads answers to it.',
  managed: {
    consent: 'See or stop what you share',
    complaint: 'Go to your complaint',
    signIn: 'Sign in',
    newPassword: 'Ask for a new password',
  },
  write: (message) => {
    switch (message.kind) {
      case 'CONSENT_SIGNED': {
        const { app, plan, phone, endsAt } = message;
        return {
          subject: `You share your health data with ${app}`,
          paragraphs: [
            `You signed a consent. ${plan} now shares your health data with ${app}, as you chose when you signed.`,
            `Sharing ends on ${day(endsAt)}. You can ${takeBack(phone)}. From then on ${app} gets nothing new. ${staysThere(app)}`,
            'What you signed is kept for you, word for word, on the member site.',
            notYou(phone),
          ],
        };
      }
      case 'CONSENT_ENDED': {
        const { app, plan, phone, by, endedAt } = message;
        const how = {
          MEMBER: `You took back your consent on ${day(endedAt)}.`,
          AGENT: `The Member Help Team took back your consent on ${day(endedAt)}, as you asked by telephone.`,
          APP: `${app} gave back its access on ${day(endedAt)}.`,
          TERM: `Your consent has ended: its time was over.`,
        }[by];
        return {
          subject: `You no longer share your health data with ${app}`,
          paragraphs: [
            `${how} ${plan} shares nothing new with ${app}.`,
            staysThere(app),
            ...(by === 'TERM' ? [`To share again, sign again: begin in ${app}.`] : []),
            by === 'MEMBER' || by === 'AGENT' ? notYou(phone) : questions(phone),
          ],
        };
      }
      case 'CONSENT_ENDING': {
        const { app, plan, phone, endsAt } = message;
        return {
          subject: `Sharing with ${app} ends on ${day(endsAt)}`,
          paragraphs: [
            `Your consent for ${app} ends on ${day(endsAt)}. From then on ${plan} shares nothing new with ${app}.`,
            `To go on sharing, sign again: begin in ${app}. If you do nothing, sharing ends by itself.`,
            questions(phone),
          ],
        };
      }
      case 'SHARING_SUSPENDED': {
        const { app, plan, phone } = message;
        return {
          subject: `Sharing with ${app} is suspended`,
          paragraphs: [
            `${app} was suspended because of a security risk. ${plan} shares nothing with it until that is mended.`,
            `You need not do anything. Your consent stays as you signed it, and you can ${takeBack(phone)}.`,
            questions(phone),
          ],
        };
      }
      case 'SHARING_RESUMED': {
        const { app, plan, phone } = message;
        return {
          subject: `Sharing with ${app} goes on`,
          paragraphs: [
            `${app} is no longer suspended. ${plan} shares your health data with it again, as you chose when you signed.`,
            `If you do not want that, ${takeBack(phone)}.`,
            questions(phone),
          ],
        };
      }
      case 'APP_ANSWERS_CHANGED': {
        const { app, plan, phone, changes, privacyPolicyChanged } = message;
        return {
          subject: `${app} has changed what it says about privacy`,
          paragraphs: [
            `${app}, with which you share health data of ${plan}, answers our questions about privacy differently now:`,
            `You need not do anything. If you no longer want to share, ${takeBack(phone)}.`,
            questions(phone),
          ],
          items: [
            ...changes.map(({ question, before, after }) => {
              const [was, is] = [before, after].map((one) => answerText('en', question, one));
              return before === after
                ? `${english.questions[question]} Still: ${is}. What it says about this is new.`
                : `${english.questions[question]} Before: ${was}. Now: ${is}.`;
            }),
            ...(privacyPolicyChanged ? ['Its privacy policy is at another address.'] : []),
          ],
        };
      }
      case 'VERIFY_EMAIL':
        return {
          subject: 'Confirm your e-mail address',
          paragraphs: [
            'Confirm that this address is yours. Then we write to you here when something about your consents changes.',
            'If you did not ask for this, do nothing.',
          ],
          action: { label: 'Confirm my address', link: message.link },
        };
      case 'RESET_PASSWORD':
        return {
          subject: 'Choose a new password',
          paragraphs: [
            'Somebody, probably you, asked for a new password for your member account.',
            'The link works once, and not for long. If it was not you, do nothing: your password stays as it is.',
          ],
          action: { label: 'Choose a new password', link: message.link },
        };
      case 'CHANGE_EMAIL':
        return {
          subject: 'Confirm your new e-mail address',
          paragraphs: [
            'Somebody, probably you, wants e-mails about a member account to come to this address. Sign in to the account and confirm it.',
            'The link works once, for 24 hours. If it was not you, do nothing: nobody can confirm this address without that account, and no more than three such e-mails come here in a day.',
          ],
          action: { label: 'Confirm this address', link: message.link },
        };
      case 'EMAIL_CHANGE_ASKED': {
        const { plan, phone } = message;
        return {
          subject: 'A change of your e-mail address was asked for',
          paragraphs: [
            `Somebody, probably you, asked for another e-mail address for your member account at ${plan}. Your address stays as it is until the new one is confirmed, which may be soon. If it was not you, somebody else may know your password: choose a new one now. If you do so before the new address is confirmed, nothing comes of the change.`,
            'Once it is confirmed, we write to you here again, with a link by which you can undo the change for 72 hours.',
            `If it was you, you need not do anything. ${questions(phone)}`,
          ],
        };
      }
      case 'EMAIL_CHANGED': {
        const { plan, phone, link } = message;
        const changed = `Your member account at ${plan} has another e-mail address now. We write to you about it there from now on.`;
        const subject = 'Your e-mail address was changed';
        if (link === undefined) return { subject, paragraphs: [changed, notYou(phone)] };
        return {
          subject,
          paragraphs: [
            `${changed} If it was not you, take your account back with this link: you choose a new password, this address is the account's again, and everybody is signed out of it.`,
            'The link works once, for 72 hours. A new password from anybody else does not stop it. Give it to nobody.',
            `If it was you, you need not do anything. ${questions(phone)}`,
          ],
          action: { label: 'Take my account back', link },
        };
      }
      case 'ALREADY_REGISTERED':
        return {
          subject: 'You have a member account already',
          paragraphs: [
            'Somebody, probably you, tried to register for a member account. You have one already, and nothing about it was changed.',
            'Sign in with your user name and password. If you have forgotten them, ask for help on the page where you sign in.',
            'If it was not you, you need not do anything.',
          ],
        };
      case 'PASSWORD_CHANGED':
        return {
          subject: 'Your password was changed',
          paragraphs: [
            'The password of your member account was changed. Wherever else you were signed in, you are signed out. Apps that you share with are connected as before.',
            'If it was not you, ask for a new password now, on the page where you sign in, and call the number on your ID card.',
          ],
        };
      case 'DELETION_REQUESTED': {
        const { app, plan, phone, answerDueAt } = message;
        return {
          subject: `We asked ${app} to delete your data`,
          paragraphs: [
            `As you asked, ${plan} has told ${app} that you want deleted what it got under your consent. We asked it to answer by ${day(answerDueAt)}.`,
            `We will write to you when it has answered. ${plan} cannot delete anything at ${app} itself.`,
            notYou(phone),
          ],
        };
      }
      case 'DELETION_ACKNOWLEDGED': {
        const { app, phone, outcome } = message;
        const said = {
          DELETED: `${app} says that it has deleted what it got under your consent.`,
          PARTLY_DELETED: `${app} says that it has deleted a part of what it got under your consent, and kept the rest.`,
          KEPT: `${app} says that it keeps what it got under your consent.`,
        }[outcome];
        return {
          subject: `${app} has answered your request to delete your data`,
          paragraphs: [
            said,
            'Its answer stands on the member site, with the consent.',
            ...(outcome === 'DELETED'
              ? []
              : ['If you do not agree, you can complain: the member site says to whom.']),
            questions(phone),
          ],
        };
      }
      case 'COMPLAINT_RECEIVED': {
        const { plan, phone, caseNumber, dueAt } = message;
        return {
          subject: `We have your complaint ${caseNumber}`,
          paragraphs: [
            `${plan} has received your complaint. Its case number is ${caseNumber}. You will have an answer by ${day(dueAt)}.`,
            'To read what you wrote and how far it has come, sign in to the member site and open "Questions and complaints".',
            `Questions? Call ${phone} and give the case number.`,
          ],
        };
      }
      case 'COMPLAINT_ANSWERED': {
        const { plan, phone, caseNumber } = message;
        return {
          subject: `Your complaint ${caseNumber} has an answer`,
          paragraphs: [
            `${plan} has answered your complaint ${caseNumber}. Sign in to the member site to read it, under "Questions and complaints".`,
            `If the answer does not settle it, call ${phone} and give the case number. You may also complain to the government: the same page says how.`,
          ],
        };
      }
    }
  },
};
