import { z } from 'zod';

/** The eleven questions that members are told to ask of an app, in the order they are shown. */
export const questions = {
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
} as const;

const answer = z.object({
  answer: z.enum(['YES', 'NO', 'UNANSWERED']),
  detail: z.string().max(2_000),
});

export const answers = z.object({
  sellsData: answer,
  sharesWithThirdParties: answer,
  howDataIsUsed: answer,
  canLimitUse: answer,
  canRemoveAccess: answer,
  deletionPolicy: answer,
  tellsOfPrivacyChanges: answer,
  collectsDeviceData: answer,
  security: answer,
  canCorrectData: answer,
  complaintsProcess: answer,
});
/** An app's answers. A poor one warns members and never blocks the app. */
export type Answers = z.infer<typeof answers>;

/** The questions by name, in order. */
export const questionNames = answers.keyof().options;
