import { builder } from '../graphql/kit/builder.ts';
import { AppAnswer, AppKind } from './apps.graphql.ts';
import { questions } from './attestation.ts';

const PrivacyAnswerInput = builder.inputType('PrivacyAnswerInput', {
  description: 'An answer to one of the eleven questions.',
  fields: (t) => ({
    answer: t.field({ type: AppAnswer, required: true, description: 'The answer.' }),
    detail: t.string({ required: true, description: 'What there is to add.' }),
  }),
});

const PrivacyAnswersInput = builder.inputType('PrivacyAnswersInput', {
  description: 'Answers to the eleven questions about an app.',
  fields: (t) => ({
    sellsData: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.sellsData,
    }),
    sharesWithThirdParties: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.sharesWithThirdParties,
    }),
    howDataIsUsed: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.howDataIsUsed,
    }),
    canLimitUse: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.canLimitUse,
    }),
    canRemoveAccess: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.canRemoveAccess,
    }),
    deletionPolicy: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.deletionPolicy,
    }),
    tellsOfPrivacyChanges: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.tellsOfPrivacyChanges,
    }),
    collectsDeviceData: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.collectsDeviceData,
    }),
    security: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.security,
    }),
    canCorrectData: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.canCorrectData,
    }),
    complaintsProcess: t.field({
      type: PrivacyAnswerInput,
      required: true,
      description: questions.complaintsProcess,
    }),
  }),
});

export const RegisterAppInput = builder.inputType('RegisterAppInput', {
  description: 'A new app of yours.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name.' }),
    kind: t.field({ type: AppKind, required: true, description: 'What kind of recipient it is.' }),
    privacyPolicyUrl: t.string({ description: 'Its privacy policy, https.' }),
    redirectUris: t.stringList({ required: true, description: 'Where sign-ins may return to.' }),
    answers: t.field({
      type: PrivacyAnswersInput,
      required: true,
      description: 'The eleven answers.',
    }),
  }),
});

export const AttestAppInput = builder.inputType('AttestAppInput', {
  description: 'New answers for an app of yours.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    privacyPolicyUrl: t.string({ description: 'Its privacy policy, https.' }),
    answers: t.field({
      type: PrivacyAnswersInput,
      required: true,
      description: 'The eleven answers.',
    }),
  }),
});

export const UpdateAppInput = builder.inputType('UpdateAppInput', {
  description: 'What is to change in an app of yours.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    redirectUris: t.stringList({
      required: true,
      description: 'Where sign-ins may return to from now on: all of them.',
    }),
  }),
});
