import { type Answers, CAREFUL, CARELESS, COVERED_ENTITY, SILENT } from './app-answers.ts';

export interface DemoPartner {
  readonly id: string;
  readonly name: string;
  readonly contactEmail: string;
}

export interface DemoApp {
  readonly id: string;
  readonly partnerId: string;
  readonly name: string;
  readonly kind: 'THIRD_PARTY_APP' | 'HEALTH_PLAN' | 'PROVIDER';
  /** Absent where the app has none; members are then advised not to use it. */
  readonly privacyPolicyUrl?: string;
  readonly redirectUris: readonly string[];
  readonly answers: Answers;
  /** The state after all demo grants are signed. */
  readonly state: 'APPROVED' | 'PENDING' | 'SUSPENDED';
}

const TIDEWELL: DemoPartner = {
  id: '6a1f4c20-93d7-4e58-8c61-2f0b7d9e3301',
  name: 'Tidewell Software',
  contactEmail: 'partners@tidewell.example',
};

const NORTHFOLD: DemoPartner = {
  id: '0e57b3d9-41c8-4a26-b7f2-8d13c6a5e302',
  name: 'Northfold Labs',
  contactEmail: 'hello@northfold.example',
};

const ROWANFIELD: DemoPartner = {
  id: 'b928e6f1-7c05-4d3b-9e84-51fa0c72d303',
  name: 'Rowanfield Care Alliance',
  contactEmail: 'interoperability@rowanfield.example',
};

export const PARTNERS: readonly DemoPartner[] = [TIDEWELL, NORTHFOLD, ROWANFIELD];

/** The app that nearly everybody uses. */
export const POCKET_CHART: DemoApp = {
  id: '1c3d5e7f-2b4a-4c69-8d10-a1b2c3d4e401',
  partnerId: TIDEWELL.id,
  name: 'Pocket Chart',
  kind: 'THIRD_PARTY_APP',
  privacyPolicyUrl: 'https://pocketchart.tidewell.example/privacy',
  redirectUris: [
    'https://pocketchart.tidewell.example/oauth/callback',
    // For trying it out: an app on this machine, at any port (RFC 8252, section 7.3).
    'http://127.0.0.1/callback',
  ],
  answers: CAREFUL,
  state: 'APPROVED',
};

/** Approved in spite of poor answers: they warn, they do not block. */
export const STEADY_STEPS: DemoApp = {
  id: '8e9f0a1b-3c5d-4e7f-9a2b-b2c3d4e5f402',
  partnerId: NORTHFOLD.id,
  name: 'Steady Steps',
  kind: 'THIRD_PARTY_APP',
  privacyPolicyUrl: 'https://steadysteps.northfold.example/privacy',
  redirectUris: [
    'https://steadysteps.northfold.example/oauth/callback',
    'https://steadysteps.northfold.example/oauth/ios',
  ],
  answers: CARELESS,
  state: 'APPROVED',
};

/** Suspended for a security risk after some had signed. */
export const SLEEP_LANTERN: DemoApp = {
  id: '5f6a7b8c-4d6e-4f80-ab3c-c3d4e5f6a403',
  partnerId: NORTHFOLD.id,
  name: 'Sleep Lantern',
  kind: 'THIRD_PARTY_APP',
  redirectUris: ['https://sleeplantern.northfold.example/oauth/callback'],
  answers: SILENT,
  state: 'SUSPENDED',
};

/** Another health plan, which members move to. */
export const ROWANFIELD_PLAN: DemoApp = {
  id: '2a3b4c5d-5e7f-4091-bc4d-d4e5f6a7b404',
  partnerId: ROWANFIELD.id,
  name: 'Rowanfield Health Plan',
  kind: 'HEALTH_PLAN',
  privacyPolicyUrl: 'https://plan.rowanfield.example/privacy',
  redirectUris: ['https://plan.rowanfield.example/oauth/callback'],
  answers: COVERED_ENTITY,
  state: 'APPROVED',
};

const ROWANFIELD_CLINICS: DemoApp = {
  id: '9d8c7b6a-6f80-41a2-8d5e-e5f6a7b8c405',
  partnerId: ROWANFIELD.id,
  name: 'Rowanfield Clinics',
  kind: 'PROVIDER',
  privacyPolicyUrl: 'https://clinics.rowanfield.example/privacy',
  redirectUris: ['https://clinics.rowanfield.example/oauth/callback'],
  answers: COVERED_ENTITY,
  state: 'APPROVED',
};

const PILL_ALMANAC: DemoApp = {
  id: '7c6b5a49-7091-42b3-9e6f-f6a7b8c9d406',
  partnerId: TIDEWELL.id,
  name: 'Pill Almanac',
  kind: 'THIRD_PARTY_APP',
  privacyPolicyUrl: 'https://pillalmanac.tidewell.example/privacy',
  redirectUris: ['https://pillalmanac.tidewell.example/oauth/callback'],
  answers: CAREFUL,
  state: 'PENDING',
};

export const APPS: readonly DemoApp[] = [
  POCKET_CHART,
  STEADY_STEPS,
  SLEEP_LANTERN,
  ROWANFIELD_PLAN,
  ROWANFIELD_CLINICS,
  PILL_ALMANAC,
];
