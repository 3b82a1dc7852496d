import { hash } from 'node:crypto';
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Door } from '../../consent/door/door.ts';
import { Notebook } from '../../consent/notebook.ts';
import type { PermissionMemory } from '../../consent/permission-memory.ts';
import { HealthReader } from '../../consent/reader.ts';
import { leavesOf } from '../../consent/release.ts';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import type { RequestContext } from '../../graphql/kit/context.ts';
import { operationFacts } from '../../graphql/operation-facts.ts';
import { isExpired } from '../../identity/viewer.ts';
import type { Appender } from '../../ledger/append.ts';
import { withReceipt } from '../receipt.ts';
import { withRedisclosureNotice } from '../redisclosure-notice.ts';
import { type SerialisedResult, withSerialisedData } from '../serialised-data.ts';

/** What stands between execution and release. */
export type Gate = {
  readonly permissions: PermissionMemory;
  readonly door: Door;
  readonly appender: Appender;
};

type Execute = (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult;

/**
 * No ledger, no data: executes, serialises `data` once, hashes it, and lets it go only after the
 * ledger has every entry that it owes. This is where a disclosure is appended.
 *
 * A release that the gate refuses is executed once more with fresh permissions, for the refusal may
 * concern one member of many; refused again, it is answered without data.
 */
export function releaseAfterAppend(gate: Gate): Plugin<RequestContext> {
  return {
    onExecute({ executeFn, setExecuteFn, args: { contextValue } }) {
      setExecuteFn((args: ExecutionArgs) => governed(gate, executeFn, args, contextValue));
    },
  };
}

async function governed(
  gate: Gate,
  execute: Execute,
  args: ExecutionArgs,
  context: RequestContext,
): Promise<SerialisedResult> {
  const once = await attempt(gate, execute, args, context, false);
  if (once.kind === 'DONE') return once.result;
  // A mutation has taken effect already: it is not carried out twice for the sake of its answer.
  const operation = getOperationAST(args.document, args.operationName);
  if (operation?.operation === 'mutation') return withheld('RELEASE_REFUSED', operation);
  const again = await attempt(gate, execute, args, context, true);
  return again.kind === 'DONE' ? again.result : withheld('RELEASE_REFUSED', operation);
}

type Attempt = { kind: 'DONE'; result: SerialisedResult } | { kind: 'REFUSED' };

async function attempt(
  gate: Gate,
  execute: Execute,
  args: ExecutionArgs,
  context: RequestContext,
  fresh: boolean,
): Promise<Attempt> {
  const facts = operationFacts(args.schema, args.document);
  const notebook = new Notebook();
  // Made anew for each attempt: loaders must not remember, and shield keeps its verdicts in it.
  const contextValue: RequestContext = {
    ...context,
    reader: new HealthReader({
      permissions: (memberIds) => gate.permissions.find(context.viewer, memberIds, fresh),
      door: gate.door,
      viewer: context.viewer,
      notebook,
      asked: facts.asked,
    }),
  };
  const result = await execute({ ...args, contextValue });
  const data = result.data == null ? undefined : JSON.stringify(result.data);
  if (notebook.isEmpty) return { kind: 'DONE', result: withSerialisedData(result, data) };

  const { viewer, requestId } = context;
  if (viewer.kind === 'NOBODY') throw new Error('data was read for nobody');
  const operation = getOperationAST(args.document, args.operationName);
  const done = (answer: SerialisedResult): Attempt => ({ kind: 'DONE', result: answer });
  const expired = () => isExpired(viewer, Date.now());
  if (expired()) return done(withheld('TOKEN_EXPIRED', operation));
  const leaves = leavesOf(notebook, {
    release: requestId,
    at: Date.now(),
    actor: viewer.subject,
    token: viewer.tokenId,
    operationName: operation?.name?.value ?? null,
    operationHash: facts.hash,
    // What was read for an answer without data is an entry too: a look-up that failed, for one.
    responseHash: hash('sha256', data ?? 'null'),
    fields: facts.fields,
  });
  try {
    const outcome = await gate.appender.append(leaves);
    if (outcome.kind === 'REFUSED') return { kind: 'REFUSED' };
    // The ledger may have been slow: an entry without its data is acceptable, this is not.
    if (expired()) return done(withheld('TOKEN_EXPIRED', operation));
    const receipted = withReceipt(result, viewer, requestId, outcome);
    return done(withSerialisedData(withRedisclosureNotice(receipted, leaves), data));
  } catch (cause) {
    const code = cause instanceof GatewayError ? cause.code : 'LEDGER_UNAVAILABLE';
    return done(withheld(code, operation, cause));
  }
}

/** An answer without data. What a mutation did stands, and whoever asked for it is told so. */
function withheld(
  code: ErrorCode,
  operation: OperationDefinitionNode | null | undefined,
  cause?: unknown,
): SerialisedResult {
  const plain = new GatewayError(code, { cause });
  const message = `What you asked for was carried out; its answer is withheld. ${plain.message}`;
  const originalError =
    operation?.operation === 'mutation' ? new GatewayError(code, { message, cause }) : plain;
  const wrapped = new GraphQLError(originalError.message, { originalError });
  return withSerialisedData({ data: null, errors: [wrapped] }, undefined);
}
