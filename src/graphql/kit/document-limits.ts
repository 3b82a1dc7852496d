import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { MaxTokensParserWLexer } from '@escape.tech/graphql-armor-max-tokens';
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type ParseOptions,
  type Source,
  type ValidationRule,
} from 'graphql';
import { storableLiterals } from './storable-text.ts';

/** What a document may be, whatever it asks for: one that is sent, and one that is registered. */
export type DocumentLimits = {
  readonly depth: number;
  readonly tokens: number;
  readonly aliases: number;
  /** Whether it may ask for the schema, and a fault of it be told with names that are near. */
  readonly introspection: boolean;
};

/**
 * Parses a document.
 *
 * @throws GraphQLError when it is none, or has too many tokens
 */
export function parseWithin(
  { tokens }: DocumentLimits,
  source: string | Source,
  options?: ParseOptions,
): DocumentNode {
  return new MaxTokensParserWLexer(source, { ...options, n: tokens }).parseDocument();
}

/** The rules of a document besides those that the specification has for all. */
export const rulesWithin = ({
  depth,
  aliases,
  introspection,
}: DocumentLimits): readonly ValidationRule[] => [
  maxDepthRule({ n: depth, ignoreIntrospection: true }),
  // The default lets `__typename` be aliased without end.
  maxAliasesRule({ n: aliases, allowList: [] }),
  maxDirectivesRule({ n: 20 }),
  nameLength,
  repeats,
  storableLiterals,
  ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
];

/** An operation's name goes into the log and the ledger, for good. */
const longestName = 100;

const nameLength: ValidationRule = (context) => ({
  OperationDefinition: ({ name }) => {
    if (name === undefined || name.value.length <= longestName) return;
    const message = `The name of an operation has ${longestName} characters at most.`;
    context.reportError(new GraphQLError(message, { nodes: name }));
  },
});

/** A field that stands twice in a selection is answered once; each time is read and compared, though. */
const mostRepeats = 10;

const repeats: ValidationRule = (context) => ({
  SelectionSet: ({ selections }) => {
    const times = new Map<string, number>();
    for (const node of selections) {
      if (node.kind !== Kind.FIELD) continue;
      const name = (node.alias ?? node.name).value;
      const count = (times.get(name) ?? 0) + 1;
      times.set(name, count);
      if (count !== mostRepeats + 1) continue;
      const message = `A field stands in one selection ${mostRepeats} times at most.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    }
  },
});
