type AboutGrant = { readonly grantId: string; readonly appId: string; readonly memberId: string };

/** An event, in ids, codes and times alone: whoever gets it asks the gateway for the rest, with a token. */
export type WebhookEvent =
  | {
      readonly type: 'grant.signed';
      readonly data: AboutGrant & { readonly startsAt: string; readonly endsAt: string };
    }
  | {
      readonly type: 'grant.ended';
      readonly data: AboutGrant & {
        readonly reason: 'REVOKED' | 'SUPERSEDED' | 'EXPIRED';
        readonly by: 'MEMBER' | 'AGENT' | 'APP' | 'SYSTEM';
        readonly endedAt: string;
        readonly supersededBy?: string;
      };
    }
  | {
      readonly type: 'deletion.requested';
      readonly data: AboutGrant & {
        readonly deletionRequestId: string;
        readonly requestedAt: string;
        readonly answerDueAt: string;
      };
    }
  | {
      readonly type: 'app.suspended' | 'app.approved';
      readonly data: { readonly appId: string; readonly risk?: string };
    };

/** What partners can ask to be told of. */
export type WebhookType = WebhookEvent['type'];

/** What a partner sends to itself, to see that it arrives. */
export const testType = 'webhook.test';
