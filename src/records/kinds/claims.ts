import {
  codeableConcept,
  date,
  decimal,
  int,
  money,
  reference,
  text,
} from '../../consent/door/fields.ts';
import type { PartKind, RecordKind } from '../../consent/door/record-kind.ts';

const amounts = {
  submittedAmount: money('submitted_amount', 'What was charged.'),
  allowedAmount: money('allowed_amount', 'What the plan allows for it.'),
  paidAmount: money('paid_amount', 'What the plan paid.'),
  patientAmount: money('patient_amount', 'What is left to the member.'),
};

/** A claim: FHIR ExplanationOfBenefit or Claim. Pharmacy ones are PHARMACY, the others CLAIMS. */
export const claim: RecordKind = {
  name: 'Claim',
  resources: ['ExplanationOfBenefit', 'Claim'],
  plural: 'claims',
  perMember: 'many',
  description:
    'A claim, as adjudicated (FHIR ExplanationOfBenefit) or as submitted (FHIR Claim). ' +
    'Pharmacy claims are covered by PHARMACY, all others by CLAIMS.',
  table: 'claim',
  category: ['CLAIMS', 'PHARMACY'],
  dated: true,
  priorAuthorizations: true,
  fields: {
    resourceType: text('resource_type', 'Claim or ExplanationOfBenefit.'),
    status: text('status', 'active, cancelled, draft or entered-in-error.'),
    use: text('use', 'claim, preauthorization or predetermination.'),
    typeCode: text('type_code', 'institutional, professional, pharmacy, oral or vision.'),
    identifier: text('identifier', "The claim's number."),
    billableStart: date('billable_start', 'The first day of the services.'),
    billableEnd: date('billable_end', 'The last day of the services.'),
    created: date('created', 'When it was made.'),
    outcome: text('outcome', 'How the adjudication went.'),
    provider: text('provider', 'Who asks for the payment.'),
    insurer: text('insurer', 'Who pays.'),
    ...amounts,
  },
};

/** One item of a claim. */
export const claimLine: PartKind = {
  name: 'ClaimLine',
  description: 'One item of a claim.',
  table: 'claim_line',
  of: claim,
  key: 'claim_id',
  fields: {
    sequence: int('sequence', 'Its number on the claim.'),
    service: codeableConcept('service', 'What was done or given.'),
    servicedDate: date('serviced_date', 'When.'),
    quantity: decimal('quantity', 'How many.'),
    ...amounts,
  },
};

/** One diagnosis of a claim. */
export const claimDiagnosis: PartKind = {
  name: 'ClaimDiagnosis',
  description: 'One diagnosis of a claim.',
  table: 'claim_diagnosis',
  of: claim,
  key: 'claim_id',
  fields: {
    sequence: int('sequence', 'Its number on the claim.'),
    diagnosis: codeableConcept('diagnosis', 'The diagnosis.'),
    type: text('type', 'principal, secondary, admitting …'),
  },
};

/** What was paid on a claim: FHIR ExplanationOfBenefit.payment. Dated and labelled as its claim is. */
export const payment: RecordKind = {
  name: 'Payment',
  resources: ['ExplanationOfBenefit'],
  plural: 'payments',
  perMember: 'many',
  description:
    'What was paid on a claim, dated by its services: FHIR ExplanationOfBenefit.payment.',
  table: 'payment',
  category: 'PAYMENTS',
  dated: true,
  fields: {
    typeCode: text('type_code', 'complete, partial …'),
    paymentDate: date('payment_date', 'When it was paid.'),
    amount: money('amount', 'What was paid.'),
    claim: reference('claim_id', 'Claim', 'The claim, where it is covered too.'),
  },
};
