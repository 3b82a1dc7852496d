import { codeableConcept, date, int, money, quantity, text } from '../../consent/door/fields.ts';
import type { PartKind, RecordKind } from '../../consent/door/record-kind.ts';

/** How the member is covered: FHIR Coverage, with what an ID card shows. */
export const coverage: RecordKind = {
  name: 'Coverage',
  plural: 'coverages',
  perMember: 'many',
  description: 'How the member is covered: FHIR Coverage.',
  table: 'coverage',
  category: 'COVERAGE',
  dated: false,
  fields: {
    status: text('status', 'active, cancelled, draft or entered-in-error.'),
    type: codeableConcept('type', 'The type of coverage.'),
    subscriberId: text('subscriber_id', "The subscriber's number."),
    relationship: text('relationship', "The member's relationship to the subscriber."),
    payor: text('payor', 'Who pays.'),
    groupNumber: text('group_number', 'The group, by its number.'),
    groupName: text('group_name', 'The group, by its name.'),
    planCode: text('plan_code', 'The plan product, by its code.'),
    planName: text('plan_name', 'The plan product, by its name.'),
    rxBin: text('rx_bin', 'The pharmacy BIN of the ID card.'),
    rxPcn: text('rx_pcn', 'The pharmacy PCN of the ID card.'),
    rxGroup: text('rx_group', 'The pharmacy group of the ID card.'),
    periodStart: date('period_start', 'The first day covered.'),
    periodEnd: date('period_end', 'The last day covered.'),
  },
};

/** What a coverage costs the member: FHIR Coverage.costToBeneficiary. */
export const benefit: PartKind = {
  name: 'Benefit',
  description: 'What the coverage costs the member: FHIR Coverage.costToBeneficiary.',
  table: 'benefit',
  of: coverage,
  key: 'coverage_id',
  fields: {
    sequence: int('sequence', 'Its place in the list.'),
    type: codeableConcept('type', 'Which cost: copay, deductible, out-of-pocket maximum.'),
    network: text('network', 'In or out of the network.'),
    amount: money('amount', 'The cost.'),
    quantity: quantity(
      'quantity',
      'quantity_unit',
      'The cost as a quantity, such as a percentage.',
      true,
    ),
  },
};
