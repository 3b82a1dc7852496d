import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
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

const noIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
};
