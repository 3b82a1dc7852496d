/** The FHIR R4 data types that the demo records use, with the elements that they use. */

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

export interface Reference {
  /** `Type/id`. */
  readonly reference: string;
  readonly display?: string;
}

export interface Period {
  readonly start?: string;
  readonly end?: string;
}

export interface Quantity {
  readonly value: number;
  readonly unit: string;
  readonly system?: string;
  readonly code?: string;
}

export interface Money {
  readonly value: number;
  readonly currency: 'USD';
}

export interface Identifier {
  readonly type?: CodeableConcept;
  readonly system: string;
  readonly value: string;
}

export interface HumanName {
  readonly use: 'official';
  readonly family: string;
  readonly given: readonly string[];
}

export interface ContactPoint {
  readonly system: 'phone' | 'email';
  readonly value: string;
  readonly use?: 'home' | 'work';
}

export interface Address {
  readonly use?: 'home' | 'work';
  readonly line: readonly string[];
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: 'US';
}

export interface Annotation {
  readonly text: string;
}

export interface Dosage {
  readonly text: string;
}

export interface Attachment {
  readonly contentType: string;
  readonly title: string;
  /** Base64. */
  readonly data?: string;
  readonly url?: string;
}

export interface Meta {
  readonly security?: readonly Coding[];
}

/** What every resource has. */
export interface ResourceBase<Type extends string> {
  readonly resourceType: Type;
  readonly id: string;
  readonly meta?: Meta;
}
