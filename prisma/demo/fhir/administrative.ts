import type {
  Address,
  CodeableConcept,
  ContactPoint,
  HumanName,
  Identifier,
  Period,
  Reference,
  ResourceBase,
} from './datatypes.ts';

export interface Patient extends ResourceBase<'Patient'> {
  readonly identifier: readonly Identifier[];
  readonly active: boolean;
  readonly name: readonly HumanName[];
  readonly telecom: readonly ContactPoint[];
  readonly gender: 'female' | 'male';
  readonly birthDate: string;
  readonly address: readonly Address[];
  readonly communication: readonly { language: CodeableConcept; preferred: boolean }[];
}

export interface RelatedPerson extends ResourceBase<'RelatedPerson'> {
  readonly active: boolean;
  readonly patient: Reference;
  readonly relationship: readonly CodeableConcept[];
  readonly name: readonly HumanName[];
}

export interface Organization extends ResourceBase<'Organization'> {
  readonly identifier: readonly Identifier[];
  readonly active: boolean;
  readonly type: readonly CodeableConcept[];
  readonly name: string;
  readonly telecom: readonly ContactPoint[];
  readonly address: readonly Address[];
}

export interface Practitioner extends ResourceBase<'Practitioner'> {
  readonly identifier: readonly Identifier[];
  readonly active: boolean;
  readonly name: readonly HumanName[];
}

export interface Encounter extends ResourceBase<'Encounter'> {
  readonly status: 'finished';
  readonly class: { system: string; code: string; display: string };
  readonly type: readonly CodeableConcept[];
  readonly subject: Reference;
  readonly participant: readonly { individual: Reference }[];
  readonly period: Period;
  readonly reasonCode?: readonly CodeableConcept[];
  readonly reasonReference?: readonly Reference[];
  readonly serviceProvider: Reference;
}
