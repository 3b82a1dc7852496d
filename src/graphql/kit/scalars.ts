import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDate, GraphQLDateTime, GraphQLSafeInt, GraphQLUUID } from 'graphql-scalars';
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

/** The scalar, for values that the database can hold; all else is the client's fault and told so. */
function within<Internal, External>(
  scalar: GraphQLScalarType<Internal, External>,
  wanted: string,
  holds: (value: Internal) => boolean,
): GraphQLScalarType<Internal, External> {
  const checked = (parse: () => Internal): Internal => {
    try {
      const value = parse();
      if (holds(value)) return value;
    } catch (cause) {
      if (cause instanceof GraphQLError) throw cause;
    }
    throw new GraphQLError(`Wanted: ${wanted}.`);
  };
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    parseValue: (value) => checked(() => scalar.parseValue(value)),
    parseLiteral: (node, variables) => checked(() => scalar.parseLiteral(node, variables)),
  });
}

builder.addScalarType(
  'Date',
  // PostgreSQL knows no year 0.
  within(GraphQLDate, 'a date from 0001-01-01 on', (date) => date.getUTCFullYear() >= 1),
);
builder.addScalarType('DateTime', GraphQLDateTime);
builder.addScalarType('UUID', GraphQLUUID);
// Places in the ledger: more than an Int holds, and never more than a JSON number does.
builder.addScalarType('SafeInt', GraphQLSafeInt);
builder.addScalarType('Decimal', GraphQLDecimal);
