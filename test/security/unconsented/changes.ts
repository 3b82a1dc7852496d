import { hash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { newClientShape } from './expected-app.ts';
import { complaintShape } from './expected-complaints.ts';
import { deletionShape } from './expected-deletions.ts';
import { exportShape } from './expected-evidence.ts';
import { callerShape, grantShape } from './expected-history.ts';
import { appShape, operationsOf } from './expected-office.ts';
import {
  type Arguments,
  inputOf,
  parseGlobalId,
  refusal,
  type Shape,
  type View,
} from './expected-page.ts';
import { deliveryShape, endpointShape, mailShape } from './expected-telling.ts';
import type { RawDeletion } from './raw-office.ts';
import type { RawRows } from './raw-rows.ts';
import { memberOf, visibleDeletions } from './rule.ts';

const answered = z.looseObject({
  outcome: z.string(),
  code: z.string().optional(),
  message: z.string().optional(),
  path: z.string().nullish(),
});
const refused = z.object({ extensions: z.object({ code: z.string() }) });

/**
 * What a mutation must answer, told by what it changed: the rows of before and after say whether it
 * was carried out. Where nothing changed its reason is its own, and only searched for betrayals.
 */
export function carriedOut(
  view: View,
  schema: GraphQLSchema,
  name: string,
  before: RawRows,
  answer: { readonly data: unknown; readonly errors: readonly unknown[] },
): Shape {
  const { rows } = view.now;
  const outcome = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  const grants = changed(before.grants, rows.grants);
  // A grant that follows another one changes both: the new one is the answer.
  const grant = grants.find(({ version }) => version === 1) ?? grants[0];
  const [app] = changed(before.apps, rows.apps);
  if (grant) return { [name]: { __typename: outcome, grant: grantShape(view, schema, grant) } };
  const asked = rows.exports.find(({ id }) => before.exports.every((one) => one.id !== id));
  if (asked) return { [name]: { __typename: outcome, export: exportShape(asked) } };
  if (app) {
    const client =
      name === 'setAppClient' ? newClientShape(before.clients, rows.clients, app.id) : {};
    return { [name]: { __typename: outcome, app: appShape(view, app), ...client } };
  }
  const kept = keptByOffice(view, before);
  if (kept) return { [name]: { __typename: outcome, ...kept } };
  return {
    [name]: ({ input }: Arguments) =>
      reasonOf(name, answer) ?? alreadyDone(view, schema, name, inputOf(input)) ?? nothingChanged(),
  };
}

/** What changed beside grants and apps: a complaint, an endpoint, a delivery or a mail. */
function keptByOffice(view: View, before: RawRows): Shape | undefined {
  const { rows } = view.now;
  const [complaint] = otherThan(before.complaints, rows.complaints);
  if (complaint) return { complaint: complaintShape(view, complaint) };
  const [deletion] = otherThan(before.deletions, rows.deletions);
  if (deletion) return { deletionRequest: deletionShape(view, deletion) };
  const [endpoint] = otherThan(before.endpoints, rows.endpoints);
  if (endpoint?.state === 'DELETED') return { endpointId: endpoint.id };
  if (endpoint) return { endpoint: endpointShape(endpoint), secret: endpoint.secret };
  const [delivery] = otherThan(before.deliveries, rows.deliveries);
  if (delivery) return { delivery: deliveryShape(delivery) };
  const [mail] = otherThan(before.mails, rows.mails);
  return mail && { mail: mailShape(mail) };
}

/** What is sent twice is the answer, too, and has changed nothing. */
function alreadyDone(
  view: View,
  schema: GraphQLSchema,
  name: string,
  input: Arguments,
): Shape | undefined {
  const deletion = sameDeletion(view, schema, name, input);
  if (deletion) {
    const __typename = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
    return { __typename, deletionRequest: deletionShape(view, deletion) };
  }
  if (name === 'registerOperations') return registered(view, input);
  if (name !== 'fileComplaint' || view.asker.kind !== 'MEMBER') return undefined;
  const filed = view.now.rows.complaints.find(
    (one) =>
      one.member_id === view.asker.memberId && one.filing_key === (input['filingKey'] ?? undefined),
  );
  return filed && { __typename: 'FileComplaintPayload', complaint: complaintShape(view, filed) };
}

/** The deletion request that was made, or answered so, before. */
function sameDeletion(
  view: View,
  schema: GraphQLSchema,
  name: string,
  { grantId, caller, deletionRequestId, outcome, explanation }: Arguments,
): RawDeletion | undefined {
  const { now, asker } = view;
  const { kind, memberId } = asker;
  if (name === 'acknowledgeDeletion' && (kind === 'APP' || kind === 'PARTNER')) {
    return visibleDeletions(now, asker).find(
      (one) =>
        one.id === deletionRequestId &&
        one.outcome === outcome &&
        one.explanation === (explanation ?? null),
    );
  }
  const byCaller = name === 'requestDeletionForCaller' && kind === 'AGENT';
  if (!byCaller && !(name === 'requestDeletion' && kind === 'MEMBER')) return undefined;
  const asks = byCaller ? callerShape(view, schema, inputOf(caller))?.['memberId'] : memberId;
  const { type, id } = parseGlobalId(grantId);
  return now.rows.deletions.find(
    (one) => type === 'Grant' && one.grant_id === id && memberOf(now, one) === asks,
  );
}

/** Documents are registered once: sent again they are the answer too, and nothing has changed. */
function registered(view: View, input: Arguments): Shape | undefined {
  const { rows } = view.now;
  const { type, id } = parseGlobalId(input['appId']);
  const app = rows.apps.find((one) => one.id === id);
  const documents = z.array(z.string()).parse(input['documents']);
  const hashes = [...new Set(documents.map((document) => hash('sha256', document)))];
  const operations = operationsOf(rows.operations, id, hashes);
  if (type !== 'App' || app?.partner_id !== view.asker.partnerId) return undefined;
  if (app === undefined || operations.length !== hashes.length) return undefined;
  return { __typename: 'RegisterOperationsPayload', app: appShape(view, app), operations };
}

/** Why nothing was changed; undefined where the answer says that it was, or had been before. */
function reasonOf(
  name: string,
  answer: { readonly data: unknown; readonly errors: readonly unknown[] },
): Shape | undefined {
  const given =
    answer.data instanceof Object ? answered.safeParse(Reflect.get(answer.data, name)) : undefined;
  if (!given?.success) {
    throw refusal(refused.safeParse(answer.errors[0]).data?.extensions.code ?? 'NO_REASON');
  }
  const { outcome, ...reason } = given.data;
  return outcome.endsWith('Payload') ? undefined : { __typename: outcome, ...reason };
}

function nothingChanged(): never {
  throw refusal('NOTHING_WAS_CHANGED');
}

const changed = <Row extends { id: string; version: number }>(
  before: readonly Row[],
  after: readonly Row[],
) => after.filter((row) => before.find(({ id }) => id === row.id)?.version !== row.version);

/** Rows that are new, or are no longer as they were. */
const otherThan = <Row extends { id: string }>(before: readonly Row[], after: readonly Row[]) =>
  after.filter(
    (row) => JSON.stringify(before.find(({ id }) => id === row.id)) !== JSON.stringify(row),
  );
