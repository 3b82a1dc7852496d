import type { RegistrationWords } from './registration.ts';

export const registrationEnglish: RegistrationWords = {
  createAccount: 'Create an account',
  forgotten: 'Forgot your password?',
  errors: (count) => (count === 1 ? 'Correct one thing' : `Correct ${count} things`),
  wait: (seconds) =>
    seconds > 90
      ? `There were too many tries. Wait ${Math.ceil(seconds / 60)} minutes, then try again.`
      : `There were too many tries. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, then try again.`,
  trouble: {
    title: 'This did not work',
    text: 'Go back and try again in a moment. If it happens again, call the number on your ID card.',
  },
  who: {
    title: 'Create an account: who you are',
    lead: 'So that we find you among the members of your plan, fill in one of the two numbers, your birth date and your last name.',
    number: 'ID number',
    numberHint: 'It is on your member ID card.',
    or: 'or, if you have no card yet:',
    socialSecurity: 'Social Security number',
    socialSecurityHint: 'Nine digits. We do not keep it.',
    birthDate: 'Birth date',
    familyName: 'Last name',
    familyNameHint: 'As your plan has it. Capitals and accents do not matter.',
    haveAccount: 'Do you have an account already? Sign in',
    notFound:
      'We could not find a member with these facts. Check each of them and try again, or call the number on your ID card.',
    early: (from) =>
      `You can create an account from ${from} on: fifteen days before your coverage begins.`,
    over: 'Your coverage has ended, so no account can be created. For your data, call the number on your ID card.',
    missing: {
      number: 'Fill in your ID number or your Social Security number, one of the two',
      socialSecurity: 'A Social Security number has nine digits',
      birthDate: 'Fill in your birth date',
      familyName: 'Fill in your last name',
    },
  },
  account: {
    title: 'Create an account: how you sign in',
    lead: 'We have found you. Choose a user name and a password to sign in with.',
    userName: 'User name',
    userNameHint: '3 to 64 letters (a–z), digits, dots, hyphens or underscores.',
    password: 'Password',
    passwordHint:
      '12 characters or more. A few words that do not belong together are good; you may paste it.',
    passwordAgain: 'Password once more',
    email: 'E-mail address',
    emailHint: 'We send a link there to confirm it, and later news about what you share.',
    language: 'Language of our e-mails',
    submit: 'Create account',
    wrong: {
      userName:
        'Choose a user name of 3 to 64 letters, digits, dots, hyphens or underscores; begin and end with a letter or digit',
      userNameTaken: 'Somebody else has this user name: choose another one',
      email: 'Fill in an e-mail address such as name@example.com',
    },
  },
  password: {
    TOO_SHORT: 'Choose a password of 12 characters or more',
    TOO_LONG: 'Choose a password of 256 characters at most',
    PERSONAL: 'Choose a password other than your user name, your e-mail address or your plan',
    COMMON: 'This password is easy to guess: many use it, or a pattern like it. Choose another one',
    different: 'The two passwords differ: write the same one twice',
  },
  sent: {
    title: 'Check your e-mail',
    lead: (email) => `We have sent an e-mail to ${email}.`,
    next: 'Open the link in it within 24 hours and confirm your e-mail address. Until then you cannot sign in.',
    nothing:
      'Nothing there? Wait a few minutes and look in your spam folder. Was the address wrong?',
    anew: 'Begin again',
    again: 'Send the e-mail again',
    sentAgain: 'We have sent it again.',
  },
  verify: {
    title: 'Confirm your e-mail address',
    lead: (userName) => `You are confirming it for the account with the user name ${userName}.`,
    notYou: 'If you have not created this account, close this page: nothing will happen.',
    submit: 'Confirm',
    doneTitle: 'Your account is ready',
    done: 'Your e-mail address is confirmed. You can sign in now.',
    goOn: 'Sign in and go on with what the app asked',
    otherBrowser: 'Did you begin in another browser or on another device? Go on there.',
    signIn: 'Sign in',
    goneTitle: 'This link does not work any more',
    gone: 'It was used, has expired, or there is a newer one. If you have confirmed your address already, sign in. If not, create your account again.',
    registerAnew: 'Create an account',
  },
  reset: {
    title: 'Choose a new password',
    lead: 'We send you an e-mail with a link. With it you choose a new password.',
    userNameOrEmail: 'User name or e-mail address',
    missing: 'Fill in your user name or your e-mail address',
    submit: 'Send the link',
    sentTitle: 'Check your e-mail',
    sent: 'If there is an account with this name or address, we have sent an e-mail to its address. The link in it works for one hour. If nothing comes, look in your spam folder. You may have no account yet, or its address was never confirmed: then create one.',
    chooseTitle: 'Choose a new password',
    chooseLead: (userName) => `For the account with the user name ${userName}.`,
    restores: (email) =>
      `With the new password, ${email} is the e-mail address of this account again, and everybody is signed out of it. Do this only if the address was changed without you.`,
    chooseSubmit: 'Set password',
    doneTitle: 'Your password is changed',
    done: 'You are signed out everywhere. Sign in with the new password.',
    gone: 'It was used or has expired. Ask for a new one.',
    restoreGone:
      'It was used or has expired. If you cannot get into your account, call the number on your ID card.',
    askAnew: 'Ask for a new link',
  },
};
