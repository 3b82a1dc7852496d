import type { GraphQLSchema } from 'graphql';
import { deletionOfGrant } from './expected-deletions.ts';
import { memberShape } from './expected-health.ts';
import { appShape } from './expected-office.ts';
import { type Arguments, globalId, type Shape, type View } from './expected-page.ts';
import type { RawEntry, RawGrant } from './raw-rows.ts';
import { visibleGrants } from './rule.ts';

/** A grant as whoever may know of it sees it. */
export function grantShape(view: View, schema: GraphQLSchema, grant: RawGrant): Shape {
  const app = view.now.rows.apps.find(({ id }) => id === grant.app_id);
  if (app === undefined) throw new Error('a grant without its app');
  const pdf = view.now.rows.documents.find(({ grant_id }) => grant_id === grant.id);
  return {
    __typename: 'Grant',
    id: globalId('Grant', grant.id),
    grantId: grant.id,
    version: grant.version,
    state: stateOf(grant, app.state),
    memberId: grant.member_id,
    member: () => memberShape(view, schema, grant.member_id),
    app: () => appShape(view, app),
    categories: grant.categories,
    labels: grant.labels,
    includeUndated: grant.include_undated,
    since: grant.since,
    until: grant.until,
    purpose: grant.purpose,
    language: grant.language,
    signedAt: grant.signed_at,
    endsAt: grant.ends_at,
    endedAt: grant.ended_at,
    endedBy:
      grant.ended_at === null
        ? null
        : {
            by: grant.ended_by_kind,
            channel: grant.ended_channel,
            reason: grant.ended_reason,
          },
    document: grant.document,
    documentHash: grant.document_hash,
    pdfPath: pdf ? `/documents/${grant.id}.pdf` : null,
    pdfHash: pdf?.sha256 ?? null,
    signature: grant.signature,
    deletionRequest: () => deletionOfGrant(view, grant.id),
  };
}

function stateOf(grant: RawGrant, app: string): string {
  if (grant.state !== 'ACTIVE') return grant.state;
  if (grant.ends_at <= new Date().toISOString()) return 'EXPIRED';
  return app === 'APPROVED' ? 'ACTIVE' : 'SUSPENDED';
}

/** A disclosure, with as much of its member and grant as the viewer may see now. */
export function disclosureShape(view: View, schema: GraphQLSchema, entry: RawEntry): Shape {
  const { leaf } = entry;
  const app = view.now.rows.apps.find(({ id }) => id === leaf.app);
  return {
    index: entry.index,
    leafHash: entry.leafHash,
    requestId: leaf.release,
    at: new Date(leaf.at).toISOString(),
    memberId: leaf.member,
    member: () => memberShape(view, schema, leaf.member ?? ''),
    app: () => (app ? appShape(view, app) : null),
    grantId: leaf.grant,
    grantVersion: leaf.grantVersion,
    grant: () => {
      const grant = visibleGrants(view.now, view.asker).find(({ id }) => id === leaf.grant);
      return grant ? grantShape(view, schema, grant) : null;
    },
    purpose: leaf.purpose,
    categories: leaf.categories,
    labels: leaf.labels,
    records: Object.entries(leaf.records ?? {}).map(([kind, ids]) => ({
      kind,
      ids,
      count: ids.length,
    })),
    fields: leaf.fields,
    operationName: leaf.operationName,
    operationHash: leaf.operationHash,
    responseHash: leaf.responseHash,
    tokenId: leaf.token,
  };
}

/** A caller, when all that they tell is one member's; and their grants, newest first. */
export function callerShape(view: View, schema: GraphQLSchema, told: Arguments): Shape | null {
  const { memberNumber, familyName, birthDate } = told;
  const [found, another] = [...view.world.records.values()].filter(
    ({ type, shown }) =>
      type === 'Demographics' &&
      shown['memberNumber'] === memberNumber &&
      String(shown['familyName']).toLowerCase() === String(familyName).toLowerCase() &&
      shown['birthDate'] === birthDate,
  );
  if (found === undefined || another !== undefined) return null;
  return {
    memberId: found.memberId,
    memberNumber,
    familyName,
    givenNames: found.shown['givenNames'],
    grants: () =>
      view.now.rows.grants
        .filter((grant) => grant.member_id === found.memberId)
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, 100)
        .map((grant) => grantShape(view, schema, grant)),
  };
}
