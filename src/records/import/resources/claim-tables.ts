const amountColumns = {
  submitted_amount: 'numeric',
  allowed_amount: 'numeric',
  paid_amount: 'numeric',
  patient_amount: 'numeric',
  currency: 'text',
} as const;

/** health.claim, for both Claim and ExplanationOfBenefit. */
export const columns = {
  resource_type: 'text',
  category: 'text',
  status: 'text',
  use: 'text',
  type_code: 'text',
  identifier: 'text',
  billable_start: 'date',
  billable_end: 'date',
  created: 'date',
  outcome: 'text',
  provider: 'provider',
  insurer: 'provider',
  ...amountColumns,
} as const;

export const claimLine = {
  table: 'claim_line',
  parent: 'claim_id',
  dated: false,
  columns: {
    sequence: 'integer',
    service_system: 'text',
    service_code: 'text',
    service_text: 'text',
    serviced_date: 'date',
    quantity: 'numeric',
    ...amountColumns,
  },
} as const;

export const claimDiagnosis = {
  table: 'claim_diagnosis',
  parent: 'claim_id',
  dated: false,
  columns: {
    sequence: 'integer',
    diagnosis_system: 'text',
    diagnosis_code: 'text',
    diagnosis_text: 'text',
    type: 'text',
  },
} as const;

/** A payment is dated and labelled as its claim is. */
export const payment = {
  table: 'payment',
  parent: 'claim_id',
  dated: true,
  columns: {
    type_code: 'text',
    payment_date: 'date',
    amount: 'numeric',
    currency: 'text',
  },
} as const;
