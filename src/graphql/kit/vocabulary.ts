import { categories, labels, purposes } from '../../consent/vocabulary.ts';
import { builder } from './builder.ts';

export const Category = builder.enumType('Category', {
  values: categories,
  description: 'A kind of data that a member consents to by name.',
});

export const SensitivityLabel = builder.enumType('SensitivityLabel', {
  values: labels,
  description:
    'A sensitivity label, HL7 v3 ActCode. A record is released only when every label of it is consented to. ' +
    'R stands for what nobody can judge.',
});

export const PurposeOfUse = builder.enumType('PurposeOfUse', {
  values: purposes,
  description: "Why data is disclosed, HL7 v3 ActReason. A member's own direction is PATRQT.",
});
