import type {
  CodeableConcept,
  Identifier,
  Money,
  Period,
  Quantity,
  Reference,
  ResourceBase,
} from './datatypes.ts';

export interface Coverage extends ResourceBase<'Coverage'> {
  readonly identifier: readonly Identifier[];
  readonly status: 'active';
  readonly type: CodeableConcept;
  readonly subscriber?: Reference;
  readonly subscriberId: string;
  readonly beneficiary: Reference;
  readonly relationship: CodeableConcept;
  readonly period: Period;
  readonly payor: readonly Reference[];
  readonly class: readonly { type: CodeableConcept; value: string; name: string }[];
  readonly costToBeneficiary: readonly { type: CodeableConcept; valueMoney: Money }[];
}

export interface Adjudication {
  readonly category: CodeableConcept;
  readonly amount: Money;
}

export interface ClaimDiagnosis {
  readonly sequence: number;
  readonly diagnosisCodeableConcept?: CodeableConcept;
  readonly diagnosisReference?: Reference;
  readonly type: readonly CodeableConcept[];
}

export interface ClaimItem {
  readonly sequence: number;
  readonly diagnosisSequence?: readonly number[];
  readonly productOrService: CodeableConcept;
  readonly servicedDate?: string;
  readonly servicedPeriod?: Period;
  readonly locationCodeableConcept?: CodeableConcept;
  readonly quantity?: Quantity;
  readonly encounter?: readonly Reference[];
  readonly adjudication: readonly Adjudication[];
}

export interface ExplanationOfBenefit extends ResourceBase<'ExplanationOfBenefit'> {
  readonly identifier: readonly Identifier[];
  readonly status: 'active';
  readonly type: CodeableConcept;
  readonly subType?: CodeableConcept;
  readonly use: 'claim';
  readonly patient: Reference;
  readonly billablePeriod?: Period;
  readonly created: string;
  readonly insurer: Reference;
  readonly provider: Reference;
  readonly prescription?: Reference;
  readonly outcome: 'complete';
  readonly careTeam?: readonly { sequence: number; provider: Reference; role: CodeableConcept }[];
  readonly supportingInfo?: readonly {
    sequence: number;
    category: CodeableConcept;
    timingDate?: string;
    valueQuantity?: Quantity;
  }[];
  readonly diagnosis?: readonly ClaimDiagnosis[];
  readonly insurance: readonly { focal: boolean; coverage: Reference }[];
  readonly item: readonly ClaimItem[];
  readonly total: readonly Adjudication[];
  readonly payment: { type: CodeableConcept; date: string; amount: Money };
}
