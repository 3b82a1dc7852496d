/**
 * The questions that the plans advise a member to ask about an app. A poor answer warns the member;
 * it never keeps an app out.
 */
export const QUESTIONS = [
  'sellsData',
  'sharesWithThirdParties',
  'howDataIsUsed',
  'canLimitUse',
  'canRemoveAccess',
  'deletionPolicy',
  'tellsOfPrivacyChanges',
  'collectsDeviceData',
  'security',
  'canCorrectData',
  'complaintsProcess',
] as const;

type Question = (typeof QUESTIONS)[number];

interface Answer {
  readonly answer: 'YES' | 'NO' | 'UNANSWERED';
  readonly detail: string;
}

export type Answers = Readonly<Record<Question, Answer>>;

/** Answers that a careful member would be glad of. */
export const CAREFUL: Answers = {
  sellsData: no('We do not sell data, and our terms forbid it to whoever buys us.'),
  sharesWithThirdParties: no('Only our hosting company stores it, and it cannot read it.'),
  howDataIsUsed: yes('To show your own records to you, and for nothing else.'),
  canLimitUse: yes('Under Settings, Privacy you choose which records the app may keep.'),
  canRemoveAccess: yes('Disconnect under Settings, or tell your plan to stop sharing.'),
  deletionPolicy: yes('Deleted within 30 days after you ask, backups within 90.'),
  tellsOfPrivacyChanges: yes('By e-mail, 30 days before a change takes effect.'),
  collectsDeviceData: no('Neither location nor contacts.'),
  security: yes('Encrypted in transit and at rest; checked every year by an outside firm.'),
  canCorrectData: yes('You can add a note to any record and hide what is wrong.'),
  complaintsProcess: yes('Write to our privacy officer; you are answered within ten days.'),
};

/** Answers that should make a member think twice. */
export const CARELESS: Answers = {
  sellsData: yes('We may sell insights that are drawn from your records.'),
  sharesWithThirdParties: yes('Advertising and analytics partners receive usage and health data.'),
  howDataIsUsed: yes('To recommend products, to train our models and to measure advertising.'),
  canLimitUse: no('Use of the app means agreement to all uses.'),
  canRemoveAccess: yes('By closing your account.'),
  deletionPolicy: no('We keep data for as long as we find it useful.'),
  tellsOfPrivacyChanges: no('The latest policy is on our website.'),
  collectsDeviceData: yes('Location, contacts and the other apps on your phone.'),
  security: yes('Industry-standard measures.'),
  canCorrectData: no('Records are shown as they come.'),
  complaintsProcess: no('Leave a review in the app store.'),
};

/** Somebody who has not filled in the form. */
export const SILENT: Answers = {
  sellsData: unanswered(),
  sharesWithThirdParties: unanswered(),
  howDataIsUsed: yes('To coach you towards better sleep.'),
  canLimitUse: unanswered(),
  canRemoveAccess: yes('Under your account.'),
  deletionPolicy: unanswered(),
  tellsOfPrivacyChanges: unanswered(),
  collectsDeviceData: yes('Movement and sound while you sleep.'),
  security: unanswered(),
  canCorrectData: unanswered(),
  complaintsProcess: unanswered(),
};

/** A covered entity: HIPAA itself gives most of the answers. */
export const COVERED_ENTITY: Answers = {
  ...CAREFUL,
  sharesWithThirdParties: yes('As HIPAA allows: for treatment, payment and operations.'),
  howDataIsUsed: yes('For your care and for paying for it.'),
  canLimitUse: yes('Ask for a restriction in writing; see our notice of privacy practices.'),
  deletionPolicy: no('We must keep medical and claims records for ten years.'),
  canCorrectData: yes('Ask for an amendment; you are answered within 60 days.'),
};

function yes(detail: string): Answer {
  return { answer: 'YES', detail };
}

function no(detail: string): Answer {
  return { answer: 'NO', detail };
}

function unanswered(): Answer {
  return { answer: 'UNANSWERED', detail: '' };
}
