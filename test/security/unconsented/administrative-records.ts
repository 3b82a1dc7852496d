import { Cost, type Draft, type Pen, usd } from './record.ts';

const hl7 = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

/** Who the member is. The number, name and birth date are what a caller tells. */
export function patient(pen: Pen): Draft {
  const { word } = pen;
  const birthDate = `19${40 + (pen.number % 47)}-0${1 + (pen.number % 9)}-17`;
  return {
    type: 'Demographics',
    resourceType: 'Patient',
    category: 'DEMOGRAPHICS',
    administrative: true,
    day: null,
    fhir: {
      identifier: [{ type: hl7('v2-0203', 'MB'), value: word('number') }],
      name: [{ family: word('family'), given: [word('given'), word('middle')] }],
      telecom: [
        { system: 'phone', value: word('phone') },
        { system: 'email', value: word('email') },
      ],
      gender: 'other',
      birthDate,
      // Nobody shows it; a code that tells something labels the record all the same.
      maritalStatus: pen.concept,
      address: [
        {
          line: [word('street')],
          city: word('city'),
          state: word('state'),
          postalCode: word('postcode'),
          country: word('country'),
        },
      ],
      communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-US' }] } }],
    },
    shown: {
      familyName: word('family'),
      givenNames: [word('given'), word('middle')],
      birthDate,
      gender: 'other',
      memberNumber: word('number'),
      phone: word('phone'),
      email: word('email'),
      addressLines: [word('street')],
      city: word('city'),
      state: word('state'),
      postalCode: word('postcode'),
      country: word('country'),
      language: 'en-US',
    },
  };
}

/** How the member is covered, with what it costs them. Being covered is no service. */
export function coverage(pen: Pen): Draft {
  const { word, when } = pen;
  const classes = ['group', 'rxbin', 'rxpcn', 'rxgroup'].map((code) => ({
    type: hl7('coverage-class', code),
    value: word(code),
    name: word(`${code}-name`),
  }));
  const plan = {
    type: hl7('coverage-class', 'plan'),
    value: word('plan'),
    name: word('plan-name'),
  };
  return {
    type: 'Coverage',
    resourceType: 'Coverage',
    category: 'COVERAGE',
    administrative: true,
    fhir: {
      status: 'active',
      type: pen.concept,
      subscriberId: word('subscriber'),
      beneficiary: pen.subject,
      relationship: hl7('subscriber-relationship', 'self'),
      period: { start: when.text, end: '2039-12-31' },
      payor: [{ display: word('payor') }],
      class: [...classes, plan],
      network: word('network'),
      costToBeneficiary: [
        { type: hl7('coverage-copay-type', 'gpvisit'), valueMoney: usd(pen.amount(31)) },
        {
          type: hl7('coverage-copay-type', 'copaypct'),
          valueQuantity: { value: pen.amount(32), unit: '%' },
        },
      ],
    },
    shown: {
      status: 'active',
      type: pen.conceptShown,
      subscriberId: word('subscriber'),
      relationship: 'self',
      payor: word('payor'),
      groupNumber: word('group'),
      groupName: word('group-name'),
      planCode: word('plan'),
      planName: word('plan-name'),
      rxBin: word('rxbin'),
      rxPcn: word('rxpcn'),
      rxGroup: word('rxgroup'),
      periodStart: when.day,
      periodEnd: '2039-12-31',
      benefits: [
        { ...benefit(pen, 1, 'gpvisit'), amount: pen.cost(31), quantity: null },
        {
          ...benefit(pen, 2, 'copaypct'),
          amount: null,
          quantity: new Cost({ value: String(pen.amount(32)), unit: '%' }),
        },
      ],
    },
  };
}

const benefit = ({ word }: Pen, sequence: number, code: string) => ({
  sequence,
  type: {
    system: 'http://terminology.hl7.org/CodeSystem/coverage-copay-type',
    code,
    text: null,
  },
  network: word('network'),
});
