import { keysShape } from './expected-app.ts';
import { globalId } from './expected-page.ts';
import type { RawComplaint } from './raw-office.ts';
import {
  isLive,
  visibleComplaints,
  visibleDeletions,
  visibleEndpoints,
  visibleGrants,
} from './rule.ts';
import type { Draw } from './values.ts';

type Input = Readonly<Record<string, unknown>>;

/** An id of what the office keeps: mostly one that the asker may see; undefined for ids of another name. */
export function officeId(draw: Draw, name: string): string | undefined {
  const { dice, pool, asker } = draw;
  const { rows } = pool.now;
  const endpoints = visibleEndpoints(pool.now, asker);
  const own = {
    complaintId: visibleComplaints(pool.now, asker),
    deletionRequestId: visibleDeletions(pool.now, asker),
    endpointId: endpoints,
    deliveryId: rows.deliveries.filter((one) => endpoints.some(({ id }) => id === one.endpoint_id)),
    mailId: rows.mails.filter(({ state }) => state === 'DEAD'),
  };
  const all = {
    complaintId: rows.complaints,
    deletionRequestId: rows.deletions,
    endpointId: rows.endpoints,
    deliveryId: rows.deliveries,
    mailId: rows.mails,
  };
  if (!isOffice(name)) return undefined;
  const seen: readonly { readonly id: string }[] = own[name];
  const some = seen.length > 0 && dice.chance(85) ? seen : all[name];
  return some.length === 0 || dice.chance(3) ? nobodys : dice.one(some).id;
}

const nobodys = '0b1d5c2e-0000-4000-8000-000000000000';
const names = ['complaintId', 'deletionRequestId', 'endpointId', 'deliveryId', 'mailId'] as const;
const isOffice = (name: string): name is (typeof names)[number] =>
  names.some((one) => one === name);

/** A public key that nobody has the other half of. */
export const publicKeys = {
  keys: [
    {
      kid: 'one',
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
  ],
};

/** An input as it was drawn, mostly made to fit what is there: else next to nothing would be carried out. */
export function fitted(draw: Draw, type: string, drawn: Input): Input {
  const { dice, pool, asker } = draw;
  const { apps, clients } = pool.now.rows;
  if (dice.chance(15)) return drawn;
  const ofApp = (some: typeof apps, also: (app: (typeof apps)[number]) => Input = () => ({})) => {
    if (some.length === 0) return drawn;
    const app = dice.one(some);
    return { ...drawn, appId: globalId('App', app.id), ...also(app) };
  };
  switch (type) {
    case 'SetAppClientInput': {
      const { publicKeys: _none, ...without } = drawn;
      return drawn['authentication'] === 'PRIVATE_KEY'
        ? { ...drawn, publicKeys: JSON.stringify(publicKeys) }
        : without;
    }
    case 'RevokeFormerSecretInput': {
      const now = new Date().toISOString();
      const former = clients.filter(({ former_secret_until: until }) => until && until > now);
      return ofApp(
        apps.filter(
          (app) =>
            app.partner_id === asker.partnerId && former.some(({ app_id }) => app_id === app.id),
        ),
      );
    }
    case 'ApproveRedirectUrisInput':
      return ofApp(
        apps.filter((app) => app.pending_redirect_uris.length > 0),
        (app) => ({ redirectUris: [dice.one(app.pending_redirect_uris)] }),
      );
    case 'ApproveAppClientInput':
      return ofApp(
        apps.filter((app) => app.pending_client_keys !== null),
        (app) => ({
          thumbprints: keysShape(app.pending_client_keys).map(({ thumbprint }) => thumbprint),
        }),
      );
    case 'RefuseAppInput':
      return ofApp(apps.filter(({ state }) => state === 'PENDING'));
    case 'ApproveAppInput':
      return ofApp(
        apps.filter(({ state }) => state !== 'APPROVED'),
        ({ version }) => ({ version }),
      );
    case 'RequestDeletionInput': {
      const ended = visibleGrants(pool.now, asker).filter((one) => !isLive(one));
      if (ended.length === 0) return drawn;
      return { ...drawn, grantId: globalId('Grant', dice.one(ended).id) };
    }
    case 'AcknowledgeDeletionInput': {
      const open = visibleDeletions(pool.now, asker).filter(({ state }) => state === 'REQUESTED');
      return open.length === 0 ? drawn : { ...drawn, deletionRequestId: dice.one(open).id };
    }
    case 'TakeComplaintInput':
      return ofComplaint(draw, drawn, ['RECEIVED']);
    case 'AnswerComplaintInput':
      return ofComplaint(draw, drawn, ['RECEIVED', 'IN_PROGRESS']);
    case 'CloseComplaintInput':
      return ofComplaint(draw, drawn, ['ANSWERED']);
    default:
      return drawn;
  }
}

function ofComplaint({ dice, pool }: Draw, drawn: Input, states: readonly string[]): Input {
  const some = pool.now.rows.complaints.filter(({ state }: RawComplaint) => states.includes(state));
  if (some.length === 0) return drawn;
  const complaint = dice.one(some);
  const answer = 'answer' in drawn ? { answer: `answer-of-${complaint.member_id}` } : {};
  return { ...drawn, complaintId: complaint.id, ...answer };
}
