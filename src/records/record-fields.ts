import type { Columns, Field } from '../consent/door/fields.ts';
import type { builder } from '../graphql/kit/builder.ts';
import {
  CodeableConcept,
  MoneyType,
  ObservationComponent,
  QuantityType,
} from './values.graphql.ts';

type Builder =
  typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types>
    ? PothosSchemaTypes.ObjectFieldBuilder<Types, { columns: Columns }>
    : never;

/** The GraphQL field of a door field: typed by the field, read from the columns that the door returned. */
export function graphqlField(t: Builder, field: Field) {
  const { description } = field;
  switch (field.type) {
    case 'text':
      return t.string({ description, resolve: ({ columns }) => field.read(columns) });
    case 'texts':
      return t.stringList({
        nullable: false,
        description,
        resolve: ({ columns }) => field.read(columns),
      });
    case 'int':
      return t.int({ description, resolve: ({ columns }) => field.read(columns) });
    case 'date':
      return t.field({ type: 'Date', description, resolve: ({ columns }) => field.read(columns) });
    case 'instant':
      return t.field({
        type: 'DateTime',
        description,
        resolve: ({ columns }) => field.read(columns),
      });
    case 'decimal':
      return t.field({
        type: 'Decimal',
        description,
        resolve: ({ columns }) => field.read(columns),
      });
    case 'concept':
      return t.field({
        type: CodeableConcept,
        description,
        resolve: ({ columns }) => field.read(columns),
      });
    case 'money':
      return t.field({
        type: MoneyType,
        description,
        resolve: ({ columns }) => field.read(columns),
      });
    case 'quantity':
      return t.field({
        type: QuantityType,
        description,
        resolve: ({ columns }) => field.read(columns),
      });
    case 'reference':
      throw new Error('a reference is no plain field: see records.graphql.ts');
    case 'components':
      return t.field({
        type: [ObservationComponent],
        nullable: { list: false, items: false },
        description,
        resolve: ({ columns }) => field.read(columns),
      });
  }
}
