import type { Words } from './words.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const duration = (seconds: number) =>
  seconds > 90
    ? plural(Math.ceil(seconds / 60), 'minute', 'minutes')
    : plural(seconds, 'second', 'seconds');

export const english: Words = {
  language: 'en',
  languageName: 'English',
  otherLanguage: { language: 'es', name: 'Español' },
  skip: 'Skip to the main content',
  navigation: 'Your account',
  help: (phone) => `Questions? The Member Help Team: ${phone}`,
  privacy: (email) => `Privacy: ${email}`,
  questions: {
    sellsData: 'Will this app sell my data?',
    sharesWithThirdParties: 'Will this app share my data with others?',
    howDataIsUsed: 'How will this app use my data?',
    canLimitUse: 'Can I limit how it uses, shares or sells my data?',
    canRemoveAccess: 'Can I take its access away again?',
    deletionPolicy: 'How does it delete my data?',
    tellsOfPrivacyChanges: 'How does it tell me of changes to its privacy practices?',
    collectsDeviceData: 'Does it collect data from my device, such as where I am?',
    security: 'How does it protect my data?',
    canCorrectData: 'Can I have wrong data corrected?',
    complaintsProcess: 'How does it handle complaints?',
  },
  answers: { YES: 'Yes', NO: 'No', UNANSWERED: 'No answer' },
  cancel: 'Do not share',
  next: 'Continue',
  back: 'Back',
  step: (number, of) => `Step ${number} of ${of}`,
  signIn: {
    title: 'Sign in',
    lead: (app) => `${app} asks for your health data. Sign in with your member account to decide.`,
    userName: 'User name',
    password: 'Password',
    submit: 'Sign in',
    refused: 'The user name or the password is not right. Check both and try again.',
    wait: (seconds) => `There were too many tries. Wait ${duration(seconds)}, then try again.`,
    waitAddress: (seconds) =>
      `Too many sign-ins have failed from your network, perhaps not yours. Wait ${duration(seconds)}, then try again.`,
    missing: 'Fill in both your user name and your password.',
  },
  share: {
    title: (app) => `Share your health data with ${app}?`,
    lead: (app, plan) =>
      `${app} asks ${plan} for your data. Nothing is shared until you have read what it means and signed.`,
    ownLead: (app, plan) =>
      `Here you decide whether ${plan} gives ${app} your data. Nothing is shared until you have read what it means and signed.`,
    aboutApp: (app) => `What ${app} says about itself`,
    warnings: (count) => `${plural(count, 'answer', 'answers')} to think about`,
    warningsLead: 'Think about these before you share. You can share all the same: you decide.',
    allAnswers: 'All eleven questions and answers',
    noPrivacyPolicy: 'This app has no privacy policy. We advise you not to share with it.',
    privacyPolicy: 'Read its privacy policy',
    what: 'What would be shared',
    kind: 'Kind of data',
    records: 'Records today',
    sensitive: 'Of these, sensitive',
    previewLead:
      'This is what would be shared today. New records are added for as long as you share.',
    choosingLead:
      'You have not chosen yet. This is what each kind would share today if you tick it below. New records are added for as long as you share.',
    categories: 'Kinds of data',
    labels: 'Private subjects',
    labelsLead:
      'Records about these subjects are held back unless you include them. Psychotherapy notes are never shared here.',
    dates: 'Which dates, and for how long',
    since: 'Services from',
    until: 'Services until',
    untilHint: 'Leave it empty for all that come while you share.',
    undated: 'Include records that have no date',
    term: 'For how many days',
    termHint: (most) => `1 to ${most}. You can stop earlier, at any time.`,
    lasts: (days) =>
      `You share for ${plural(days, 'day', 'days')}, and can stop earlier at any time.`,
    allOrNothing: (plan) =>
      `With ${plan} you share everything or nothing: you cannot leave a part out. Only psychotherapy notes are never shared here.`,
    update: 'Show what would be shared',
    next: 'Next you read what sharing means. Then you sign.',
    floor: (plan, date) => `${plan} shares services from ${date} on.`,
    coverageOver: (plan) =>
      `Your coverage with ${plan} is over, so nothing new can be shared. What you share already goes on until you stop it or its time is over.`,
    notOffered: (plan) => `${plan} does not offer sharing to members of your line of business.`,
    refused: {
      title: 'One choice was not possible',
      categories: 'Choose at least one kind of data.',
      since:
        'Your plan does not share services from that early on. The first day is now the earliest that it allows.',
      until: 'The last day was before the first. It is left out now: choose a later one, or none.',
      termDays:
        'Your plan does not allow that many or so few days. It is now the most that it allows.',
      other: 'Your plan does not allow this choice. You begin again with what it allows.',
    },
  },
  read: {
    progress: (number, of) => `Text ${number} of ${of} to read before you sign`,
    done: 'I have read this',
    unfinished: 'Read this text first. Then you can go on.',
  },
  sign: {
    title: 'Read and sign',
    lead: 'This is the last step. Below is what you sign; a copy stays in your account, and we send you an e-mail.',
    agree: 'I have read this and agree to it.',
    signature: 'Your full name',
    signatureHint: 'Typing your name here is your signature.',
    submit: 'Sign and share',
    changed: 'Something in this text has changed since you saw it. Read it again, then sign.',
    notAgreed: 'To sign, tick that you agree.',
    nameMissing: 'To sign, type your full name.',
    nameUnfit: 'Sign with your full name in one line, of 200 characters at most.',
    otherName:
      'Your family name on record is not in this name. Sign with your full name, as on your ID card, or sign again to keep what you typed.',
    document: 'The consent',
  },
  again: {
    title: (app) => `You already share with ${app}`,
    lead: (app, until) =>
      `${app} wants to connect again. Your consent lasts until ${until}. You can keep it, or sign a new one in its place.`,
    goOn: 'Keep this consent',
    signAnew: 'Sign a new one instead',
  },
  error: {
    title: 'This did not work',
    lead: 'Nothing was shared. Go back to the app and start again.',
    signOut: 'Sign out',
    signOutLead: 'Do you want to sign out of your member account?',
    signedOut: 'You are signed out.',
    expired: 'It took longer than an hour, or this page belongs to an earlier visit.',
    code: 'For the people who make the app',
    notForApp:
      'The app asked for your data in a way that is not allowed here. It is not your fault.',
  },
};
