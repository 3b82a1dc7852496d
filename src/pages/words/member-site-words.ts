/** What the member's own pages say. */
export type SiteWords = {
  readonly signInLead: string;
  readonly signedOut: string;
  readonly signOut: string;
  readonly navigation: {
    readonly overview: string;
    readonly consents: string;
    readonly history: string;
    readonly complaints: string;
    readonly settings: string;
  };
  readonly failures: {
    readonly titles: Readonly<Record<'notFound' | 'foreign' | 'unavailable' | 'failed', string>>;
    readonly leads: Readonly<Record<'notFound' | 'foreign' | 'unavailable' | 'failed', string>>;
    readonly toAccount: string;
  };
  readonly overview: {
    readonly title: string;
    readonly card: string;
    readonly noCard: string;
    readonly subscriberId: string;
    readonly group: string;
    readonly plan: string;
    readonly phone: string;
    readonly benefits: string;
    readonly noBenefits: string;
    readonly benefit: string;
    readonly cost: string;
    readonly benefitNames: Readonly<Record<string, string>>;
    readonly networks: Readonly<Record<string, string>>;
    readonly claims: string;
    readonly noClaims: string;
    readonly date: string;
    readonly kind: string;
    readonly state: string;
    readonly yourPart: string;
    readonly claimKinds: Readonly<Record<string, string>>;
    readonly claimStates: Readonly<Record<string, string>>;
  };
  readonly consents: {
    readonly title: string;
    readonly lead: string;
    readonly none: string;
    readonly app: string;
    readonly state: string;
    readonly ends: string;
    readonly signed: string;
    readonly states: Readonly<
      Record<'ACTIVE' | 'REVOKED' | 'SUPERSEDED' | 'EXPIRED' | 'SUSPENDED', string>
    >;
    readonly more: string;
    readonly find: string;
  };
  readonly consent: {
    readonly title: (app: string) => string;
    readonly active: (app: string, until: string) => string;
    readonly suspended: (app: string) => string;
    readonly ended: (app: string, on: string) => string;
    readonly endedBy: Readonly<Record<'MEMBER' | 'AGENT' | 'SYSTEM' | 'APP', string>>;
    readonly reason: (reason: string) => string;
    readonly what: string;
    readonly categories: string;
    readonly labels: string;
    readonly noLabels: string;
    readonly dates: string;
    readonly span: (since: string, until: string | undefined) => string;
    readonly signedAt: string;
    readonly stop: string;
    readonly signed: (app: string) => string;
    readonly stopped: (app: string) => string;
    readonly document: string;
    readonly pdf: string;
    /** Where the document is in another language than the page. */
    readonly signedIn: (language: string) => string;
    readonly fingerprint: string;
    readonly history: string;
    readonly back: string;
  };
  readonly stop: {
    readonly title: (app: string) => string;
    readonly atOnce: (app: string) => string;
    readonly notCalledBack: (app: string) => string;
    readonly reason: string;
    readonly reasonHint: string;
    readonly tooLong: string;
    readonly submit: string;
    readonly keep: string;
  };
  readonly history: {
    readonly title: string;
    readonly lead: string;
    readonly none: string;
    readonly when: string;
    readonly who: string;
    readonly what: string;
    readonly nothing: string;
    readonly more: string;
    /** Narrowed to one app. */
    readonly ofApp: {
      readonly title: (app: string) => string;
      readonly none: (app: string) => string;
      readonly all: string;
    };
  };
};
