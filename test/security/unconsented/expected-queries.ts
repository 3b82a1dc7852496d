import { type GraphQLSchema, isObjectType } from 'graphql';
import { z } from 'zod';
import { complaintById, complaintsPage } from './expected-complaints.ts';
import { deletionsPage } from './expected-deletions.ts';
import { exportShape, exportsNewestFirst } from './expected-evidence.ts';
import { appsPage } from './expected-gallery.ts';
import { memberShape, recordById } from './expected-health.ts';
import { callerShape, disclosureShape, grantShape } from './expected-history.ts';
import { ledgerShape } from './expected-ledger.ts';
import { appShape, materialShape, materialsShape, planShape } from './expected-office.ts';
import {
  type Arguments,
  falling,
  given,
  idOf,
  inputOf,
  pageOf,
  parseGlobalId,
  refusal,
  rising,
  type Shape,
  type View,
} from './expected-page.ts';
import { deadMailsPage, deliveriesPage, endpointsShape } from './expected-telling.ts';
import type { RawEntry } from './raw-rows.ts';
import { visibleApps, visibleDisclosures, visibleGrants } from './rule.ts';

/** The root of all queries, as this viewer sees it. */
export function queries(view: View, schema: GraphQLSchema): Shape {
  const { asker, now } = view;
  const { rows } = now;
  const node = (globalId: unknown) => nodeOf(view, schema, globalId);
  return {
    viewer: {
      kind: asker.kind,
      member: () =>
        asker.kind === 'MEMBER' ? memberShape(view, schema, asker.memberId ?? '') : null,
      app: () => {
        const app = rows.apps.find(({ id }) => id === asker.appId);
        return app ? appShape(view, app) : null;
      },
    },
    member: ({ id }: Arguments) => memberShape(view, schema, idOf('Member', id)),
    members: (args: Arguments) => {
      const seen = rows.members
        .map(({ id }) => id)
        .sort()
        .filter((id) => memberShape({ ...view, members: new Set() }, schema, id) !== null)
        .map((id) => ({ id }));
      return pageOf(
        view,
        { name: 'members', filter: {} },
        args,
        seen,
        ({ id }) => id,
        rising,
        (one) => {
          const shape = memberShape(view, schema, one.id);
          if (shape === null) throw new Error('a member who is there is not there');
          return shape;
        },
      );
    },
    plans: () =>
      [...rows.plans]
        .sort((a, b) => (a.slug < b.slug ? -1 : 1))
        .map(({ id }) => planShape(view, id)),
    app: ({ id }: Arguments) => {
      // An id that is none is told to those as well who may see no app.
      const wanted = idOf('App', id);
      const found = visibleApps(now, asker).find((app) => app.id === wanted);
      return found ? appShape(view, found) : null;
    },
    apps: (args: Arguments) => appsPage(view, args),
    deletionRequests: (args: Arguments) => deletionsPage(view, args),
    complaints: (args: Arguments) => complaintsPage(view, args),
    complaint: ({ complaintId }: Arguments) => complaintById(view, complaintId),
    webhookEndpoints: (args: Arguments) => endpointsShape(view, args),
    webhookDeliveries: (args: Arguments) => deliveriesPage(view, args),
    deadMails: (args: Arguments) => deadMailsPage(view, args),
    materials: ({ planId, language }: Arguments) =>
      materialsShape(view, idOf('Plan', planId), language),
    grants: (args: Arguments) => {
      const filter = given(inputOf(args['filter']));
      const appId = 'appId' in filter ? idOf('App', filter['appId']) : undefined;
      const memberId = 'memberId' in filter ? idOf('Member', filter['memberId']) : undefined;
      const seen = visibleGrants(now, asker)
        .filter(
          (one) => (!appId || one.app_id === appId) && (!memberId || one.member_id === memberId),
        )
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      const list = { name: 'grants', filter: { appId, memberId } };
      return pageOf(
        view,
        list,
        args,
        seen,
        ({ id }) => id,
        falling,
        (one) => grantShape(view, schema, one),
      );
    },
    disclosures: (args: Arguments) => {
      const filter = disclosureFilter(args);
      const seen = visibleDisclosures(now, asker)
        .filter((entry) => isAsked(entry, filter))
        .reverse();
      const list = { name: 'disclosures', filter };
      const key = ({ index }: RawEntry) => String(index).padStart(12, '0');
      return pageOf(view, list, args, seen, key, falling, (entry) =>
        disclosureShape(view, schema, entry),
      );
    },
    ledger: () => ledgerShape(view),
    evidenceExport: ({ exportId }: Arguments) => {
      const found = rows.exports.find(({ id }) => id === exportId);
      return found ? exportShape(found) : null;
    },
    evidenceExports: () => exportsNewestFirst(rows.exports).map(exportShape),
    caller: ({ identification }: Arguments) => callerShape(view, schema, inputOf(identification)),
    node: ({ id }: Arguments) => node(id),
    nodes: ({ ids }: Arguments) => z.array(z.unknown()).parse(ids).map(node),
  };
}

const disclosureFilter = (args: Arguments) => {
  const filter = given(inputOf(args['filter']));
  const { appId } = filter;
  return appId === undefined ? filter : { ...filter, appId: idOf('App', appId) };
};

function isAsked({ leaf }: RawEntry, filter: Arguments): boolean {
  const equal = {
    memberId: leaf.member,
    appId: leaf.app,
    partnerId: leaf.partner,
    purpose: leaf.purpose,
    requestId: leaf.release,
  };
  for (const [name, value] of Object.entries(equal)) {
    if (filter[name] !== undefined && filter[name] !== value) return false;
  }
  const { category, label, from, to } = filter;
  return (
    (category === undefined || (leaf.categories ?? []).includes(String(category))) &&
    (label === undefined || (leaf.labels ?? []).includes(String(label))) &&
    (from === undefined || leaf.at >= Date.parse(String(from))) &&
    (to === undefined || leaf.at < Date.parse(String(to)))
  );
}

const isNode = (schema: GraphQLSchema, name: string): boolean => {
  const type = schema.getType(name);
  return isObjectType(type) && type.getInterfaces().some((one) => one.name === 'Node');
};

function nodeOf(view: View, schema: GraphQLSchema, globalId: unknown): Shape | null {
  const { type, id } = parseGlobalId(globalId);
  const { rows } = view.now;
  switch (type) {
    case 'Member':
      return memberShape(view, schema, id.toLowerCase());
    case 'Plan':
      return planShape(view, id);
    case 'App': {
      const app = visibleApps(view.now, view.asker).find((one) => one.id === id);
      return app ? appShape(view, app) : null;
    }
    case 'Material': {
      const material = rows.materials.find((one) => one.id === id);
      return material ? materialShape(view, material) : null;
    }
    case 'Grant': {
      const grant = visibleGrants(view.now, view.asker).find((one) => one.id === id);
      return grant ? grantShape(view, schema, grant) : null;
    }
    default:
      if (!isNode(schema, type)) throw refusal('BAD_USER_INPUT');
      return recordById(view, type, id);
  }
}
