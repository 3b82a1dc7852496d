import type {
  Annotation,
  Attachment,
  CodeableConcept,
  Dosage,
  Identifier,
  Period,
  Quantity,
  Reference,
  ResourceBase,
} from './datatypes.ts';

export interface Condition extends ResourceBase<'Condition'> {
  readonly clinicalStatus: CodeableConcept;
  readonly verificationStatus: CodeableConcept;
  readonly category: readonly CodeableConcept[];
  readonly code: CodeableConcept;
  readonly subject: Reference;
  readonly onsetDateTime?: string;
  readonly abatementDateTime?: string;
  readonly recordedDate?: string;
}

export interface AllergyIntolerance extends ResourceBase<'AllergyIntolerance'> {
  readonly clinicalStatus: CodeableConcept;
  readonly verificationStatus: CodeableConcept;
  readonly criticality: 'low' | 'high';
  readonly code: CodeableConcept;
  readonly patient: Reference;
  readonly recordedDate?: string;
}

export interface MedicationRequest extends ResourceBase<'MedicationRequest'> {
  readonly status: 'active' | 'completed';
  readonly intent: 'order';
  readonly medicationCodeableConcept: CodeableConcept;
  readonly subject: Reference;
  readonly authoredOn?: string;
  readonly requester: Reference;
  readonly reasonCode?: readonly CodeableConcept[];
  readonly reasonReference?: readonly Reference[];
  readonly dosageInstruction: readonly Dosage[];
  readonly dispenseRequest?: {
    numberOfRepeatsAllowed: number;
    quantity: Quantity;
    expectedSupplyDuration: Quantity;
  };
}

export interface MedicationDispense extends ResourceBase<'MedicationDispense'> {
  readonly status: 'completed';
  readonly medicationCodeableConcept: CodeableConcept;
  readonly subject: Reference;
  readonly performer: readonly { actor: Reference }[];
  readonly authorizingPrescription: readonly Reference[];
  readonly quantity: Quantity;
  readonly daysSupply: Quantity;
  readonly whenHandedOver: string;
  readonly dosageInstruction: readonly Dosage[];
}

export interface ObservationValue {
  readonly valueQuantity?: Quantity;
  readonly valueCodeableConcept?: CodeableConcept;
  readonly valueString?: string;
}

export interface Observation extends ResourceBase<'Observation'>, ObservationValue {
  readonly status: 'final';
  readonly category: readonly CodeableConcept[];
  readonly code: CodeableConcept;
  readonly subject: Reference;
  readonly encounter?: Reference;
  readonly effectiveDateTime?: string;
  readonly issued?: string;
  readonly component?: readonly { code: CodeableConcept; valueQuantity: Quantity }[];
}

export interface DiagnosticReport extends ResourceBase<'DiagnosticReport'> {
  readonly status: 'final';
  readonly category: readonly CodeableConcept[];
  readonly code: CodeableConcept;
  readonly subject: Reference;
  readonly encounter: Reference;
  readonly effectiveDateTime: string;
  readonly issued: string;
  readonly performer: readonly Reference[];
  readonly result: readonly Reference[];
}

export interface Procedure extends ResourceBase<'Procedure'> {
  readonly status: 'completed';
  readonly code: CodeableConcept;
  readonly subject: Reference;
  readonly encounter?: Reference;
  readonly performedDateTime?: string;
  readonly performedPeriod?: Period;
  readonly reasonReference?: readonly Reference[];
}

export interface Immunization extends ResourceBase<'Immunization'> {
  readonly status: 'completed';
  readonly vaccineCode: CodeableConcept;
  readonly patient: Reference;
  readonly occurrenceDateTime: string;
  readonly primarySource: boolean;
}

export interface DocumentReference extends ResourceBase<'DocumentReference'> {
  readonly status: 'current';
  readonly type: CodeableConcept;
  readonly category: readonly CodeableConcept[];
  readonly subject: Reference;
  readonly date?: string;
  readonly author?: readonly Reference[];
  readonly description: string;
  readonly content: readonly { attachment: Attachment }[];
  readonly context?: { encounter: readonly Reference[]; period: Period };
}

export interface CarePlan extends ResourceBase<'CarePlan'> {
  readonly status: 'active' | 'completed';
  readonly intent: 'plan';
  readonly category: readonly CodeableConcept[];
  readonly title: string;
  readonly subject: Reference;
  readonly period: Period;
  readonly careTeam: readonly Reference[];
  readonly addresses: readonly Reference[];
  readonly goal?: readonly Reference[];
}

export interface CareTeam extends ResourceBase<'CareTeam'> {
  readonly status: 'active';
  readonly name: string;
  readonly subject: Reference;
  readonly period: Period;
  readonly participant: readonly { role: readonly CodeableConcept[]; member: Reference }[];
}

export interface Goal extends ResourceBase<'Goal'> {
  readonly lifecycleStatus: 'active';
  readonly description: CodeableConcept;
  readonly subject: Reference;
  readonly startDate?: string;
  readonly addresses?: readonly Reference[];
  readonly note?: readonly Annotation[];
}

export interface Device extends ResourceBase<'Device'> {
  readonly identifier: readonly Identifier[];
  readonly status: 'active';
  readonly type: CodeableConcept;
  readonly manufactureDate?: string;
  readonly patient: Reference;
}
