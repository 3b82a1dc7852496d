import { z } from 'zod';
import { english } from '../pages/words/english.ts';

/** The eleven questions that members are told to ask of an app, in the order they are shown. */
export const questions = english.questions;

/** An answer in words is not longer, characters. */
export const longestDetail = 2_000;

const answer = z.object({
  answer: z.enum(['YES', 'NO', 'UNANSWERED']),
  detail: z.string().max(longestDetail),
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
