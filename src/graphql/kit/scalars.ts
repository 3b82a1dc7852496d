import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLBigInt, GraphQLDate, GraphQLDateTime, GraphQLUUID } from 'graphql-scalars';
import { builder } from './builder.ts';

const decimalText = /^-?\d{1,30}(\.\d{1,30})?$/;

function decimal(value: unknown): string {
  if (typeof value === 'string' && decimalText.test(value)) return value;
  throw new GraphQLError('A Decimal is text such as "12.50".');
}

/** Exact numbers travel as text: JSON numbers are floats to most who read them. */
const GraphQLDecimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number, as text, such as "12.50".',
  serialize: decimal,
  parseValue: decimal,
  parseLiteral: (node) => decimal(node.kind === Kind.STRING ? node.value : undefined),
});

builder.addScalarType('Date', GraphQLDate);
builder.addScalarType('DateTime', GraphQLDateTime);
builder.addScalarType('UUID', GraphQLUUID);
builder.addScalarType('BigInt', GraphQLBigInt);
builder.addScalarType('Decimal', GraphQLDecimal);
