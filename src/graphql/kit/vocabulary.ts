import type { Category as CategoryName, Label, Purpose } from '../../consent/vocabulary.ts';
import { builder } from './builder.ts';

type Described<Name extends string> = Record<Name, { readonly description: string }>;

export const Category = builder.enumType('Category', {
  description: 'A kind of data that a member consents to by name.',
  values: {
    DEMOGRAPHICS: { description: 'Who the member is, where they live and how to reach them.' },
    COVERAGE: { description: 'What the plan covers, and on which terms.' },
    CLAIMS: { description: 'Claims but those of pharmacies.' },
    PAYMENTS: { description: 'Amounts of money, on claims and as payments.' },
    PHARMACY: { description: 'Prescriptions, medication handed over, and pharmacy claims.' },
    ENCOUNTERS: { description: 'Visits and stays.' },
    CLINICAL: { description: 'Conditions, findings, procedures and the rest of the record.' },
  } as const satisfies Described<CategoryName>,
});

export const SensitivityLabel = builder.enumType('SensitivityLabel', {
  description:
    'A sensitivity label, HL7 v3 ActCode. A record is released only when every label of it is consented to. ' +
    'R stands for what nobody can judge.',
  values: {
    ETH: { description: 'Substance abuse.' },
    ETHUD: { description: 'Alcohol use disorder.' },
    OPIOIDUD: { description: 'Opioid use disorder.' },
    SUD: { description: 'Substance use disorder.' },
    PSY: { description: 'Psychiatric disorder.' },
    PSYTHPN: {
      description:
        'Psychotherapy note. No consent covers it: 45 CFR 164.508(b)(3)(ii) wants an authorization for it alone.',
    },
    MH: { description: 'Mental health.' },
    BH: { description: 'Behavioral health.' },
    HIV: { description: 'HIV and AIDS.' },
    SEX: { description: 'Sexuality and reproductive health.' },
    STD: { description: 'Sexually transmitted disease.' },
    SDV: { description: 'Sexual assault, abuse or domestic violence.' },
    GDIS: { description: 'Genetic disease.' },
    SICKLE: { description: 'Sickle cell disease.' },
    VIO: { description: 'Violence.' },
    R: { description: 'Restricted: it is marked so, or its codes cannot be judged.' },
  } as const satisfies Described<Label>,
});

export const PurposeOfUse = builder.enumType('PurposeOfUse', {
  description: "Why data is disclosed, HL7 v3 ActReason. A member's own direction is PATRQT.",
  values: {
    PATRQT: { description: 'The member asks for it.' },
    TREAT: { description: 'Treatment.' },
    HPAYMT: { description: 'Payment for care.' },
    HOPERAT: { description: 'The operations of who cares or pays.' },
    COVERAGE: { description: 'Coverage under a policy or program.' },
  } as const satisfies Described<Purpose>,
});
