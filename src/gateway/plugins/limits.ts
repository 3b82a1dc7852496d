import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { GraphQLError, Kind, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export type Limits = { readonly depth: number; readonly tokens: number; readonly aliases: number };

/** What a document may be, whatever it asks for. Cost depends on variables and is judged when executing. */
export function limits({ depth, tokens, aliases }: Limits, production: boolean) {
  return [
    maxTokensPlugin({ n: tokens }),
    maxDepthPlugin({ n: depth, ignoreIntrospection: true }),
    // The default lets `__typename` be aliased without end.
    maxAliasesPlugin({ n: aliases, allowList: [] }),
    maxDirectivesPlugin({ n: 20 }),
    shortNames,
    fewRepeats,
    ...(production ? [noIntrospection] : []),
  ];
}

/** An operation's name goes into the log and the ledger, for good. */
const longestName = 100;

const nameLength: ValidationRule = (context) => ({
  OperationDefinition: ({ name }) => {
    if (name === undefined || name.value.length <= longestName) return;
    const message = `The name of an operation has ${longestName} characters at most.`;
    context.reportError(new GraphQLError(message, { nodes: name }));
  },
});

const shortNames: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(nameLength),
};

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

const fewRepeats: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(repeats),
};

const noIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
};
