import type { Component, Concept, Money, Quantity } from '../consent/door/fields.ts';
import { builder } from '../graphql/kit/builder.ts';
import { type Access, fields, releasedByDoor } from '../graphql/kit/rules.ts';

export const CodeableConcept = builder.objectRef<Concept>('CodeableConcept').implement({
  description: 'A concept by code, text or both: FHIR CodeableConcept.',
  fields: (t) => ({
    system: t.exposeString('system', { description: 'The code system, as a URI.' }),
    code: t.exposeString('code', { description: 'The code in that system.' }),
    text: t.exposeString('text', { description: 'In words.' }),
  }),
});

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      nullable: false,
      description: 'How much.',
      resolve: (money) => money.amount,
    }),
    currency: t.exposeString('currency', { nullable: false, description: 'ISO 4217.' }),
  }),
});

export const QuantityType = builder.objectRef<Quantity>('Quantity').implement({
  description: 'A measured value.',
  fields: (t) => ({
    value: t.field({
      type: 'Decimal',
      nullable: false,
      description: 'The number.',
      resolve: (quantity) => quantity.value,
    }),
    unit: t.exposeString('unit', { description: 'Its unit, UCUM where the source has it.' }),
  }),
});

export const ObservationComponent = builder.objectRef<Component>('ObservationComponent').implement({
  description: 'One part of an observation.',
  fields: (t) => ({
    code: t.field({
      type: CodeableConcept,
      nullable: false,
      description: 'What was observed.',
      resolve: (component) => component.code,
    }),
    value: t.exposeString('value', { description: 'The value.' }),
    unit: t.exposeString('unit', { description: 'Its unit.' }),
  }),
});

export const access: Access = {
  CodeableConcept: fields(['system', 'code', 'text'], releasedByDoor),
  Money: fields(['amount', 'currency'], releasedByDoor),
  Quantity: fields(['value', 'unit'], releasedByDoor),
  ObservationComponent: fields(['code', 'value', 'unit'], releasedByDoor),
};
