import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../prisma/demo/app-answers.ts';
import type { DemoGrant } from '../../prisma/demo/grants.ts';
import { floorDateOf, maximumTermDaysOf } from '../../prisma/demo/plans.ts';
import { CATEGORIES, CONSENTABLE_LABELS } from '../../prisma/demo/vocabulary.ts';
import { TODAY, world } from './worlds.ts';

/** The member and the plan that a grant is of. */
function signerOf(grant: DemoGrant) {
  const member = world.members[grant.memberIndex];
  const plan = world.plans.find(({ id }) => id === member?.planId);
  if (!member || !plan) throw new Error(`grant of nobody: ${grant.memberIndex}`);
  return { member, plan };
}

describe('the demo grants', () => {
  test('are about seventy, one at most for a member and an app', () => {
    expect(world.grants).toHaveLength(70);
    const pairs = world.grants.map(({ memberIndex, appId }) => `${memberIndex} ${appId}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test('let one app read more than fifty members, and leave some members without any', () => {
    const live = world.grants.filter(({ endedLater }) => !endedLater);
    const byApp = world.apps.map(({ id }) => live.filter(({ appId }) => appId === id).length);
    expect(Math.max(...byApp)).toBeGreaterThan(50);
    expect(new Set(world.grants.map(({ memberIndex }) => memberIndex)).size).toBeLessThan(56);
  });

  test('are signed only by members who are covered, in a line of business that takes part', () => {
    for (const grant of world.grants) {
      const { member, plan } = signerOf(grant);
      expect(member.patientId).toBe(grant.patientId);
      expect(member.effectiveFrom <= TODAY).toBe(true);
      const business = plan.linesOfBusiness.find(({ code }) => code === member.lineOfBusiness);
      expect(business?.eligible).toBe(true);
    }
    expect(world.members.some(({ lineOfBusiness }) => lineOfBusiness === 'COMMERCIAL_GROUP')).toBe(
      true,
    );
  });

  test('keep to the policy of the plan', () => {
    for (const grant of world.grants) {
      const { plan } = signerOf(grant);
      expect(grant.termDays).toBeGreaterThan(0);
      expect(grant.termDays).toBeLessThanOrEqual(maximumTermDaysOf(plan));
      expect(grant.since >= floorDateOf(plan)).toBe(true);
      if (grant.until) expect(grant.until >= grant.since).toBe(true);
      expect(plan.policy.languages).toContain(grant.language);
      expect(grant.categories.length).toBeGreaterThan(0);
      if (plan.policy.granularity === 'ALL_OR_NOTHING') {
        expect(grant.categories).toEqual(CATEGORIES);
        expect(grant.labels).toEqual(CONSENTABLE_LABELS);
        expect(grant.includeUndated).toBe(true);
        expect(grant.since).toBe(floorDateOf(plan));
        expect(grant.until).toBeUndefined();
      }
    }
  });

  test('narrow in many ways where the plan lets them', () => {
    const fine = world.grants.filter((each) => signerOf(each).plan.slug === 'windrow-community');
    const ways = new Set(fine.map(({ categories, labels }) => `${categories} | ${labels}`));
    expect(ways.size).toBeGreaterThan(4);
    expect(fine.some(({ until }) => until)).toBe(true);
    expect(fine.some(({ labels }) => labels.length === 0)).toBe(true);
  });

  test('are in both languages, and a few are revoked later', () => {
    expect(new Set(world.grants.map(({ language }) => language))).toEqual(new Set(['en', 'es']));
    expect(world.grants.filter(({ endedLater }) => endedLater === 'REVOKED')).toHaveLength(5);
  });

  test('are for apps and health plans, never for providers or for what is not approved yet', () => {
    for (const { appId } of world.grants) {
      const app = world.apps.find(({ id }) => id === appId);
      expect(app?.kind).not.toBe('PROVIDER');
      expect(app?.state).not.toBe('PENDING');
    }
  });
});

describe('the demo apps', () => {
  test('are six, of three partners, of every kind and in every state', () => {
    expect(world.partners).toHaveLength(3);
    expect(world.apps).toHaveLength(6);
    for (const { partnerId } of world.apps) {
      expect(world.partners.map(({ id }) => id)).toContain(partnerId);
    }
    expect(new Set(world.apps.map(({ kind }) => kind)).size).toBe(3);
    expect(new Set(world.apps.map(({ state }) => state)).size).toBe(3);
  });

  test('answer the eleven questions, well or badly; one has no privacy policy', () => {
    expect(QUESTIONS).toHaveLength(11);
    for (const { answers } of world.apps) expect(Object.keys(answers)).toEqual([...QUESTIONS]);
    expect(world.apps.filter(({ privacyPolicyUrl }) => !privacyPolicyUrl)).toHaveLength(1);
    const sellers = world.apps.filter(({ answers }) => answers.sellsData.answer === 'YES');
    expect(sellers.map(({ state }) => state)).toEqual(['APPROVED']);
  });

  test('live on addresses that lead nowhere, or to this machine', () => {
    for (const { privacyPolicyUrl, redirectUris } of world.apps) {
      for (const address of [privacyPolicyUrl ?? 'https://a.example', ...redirectUris]) {
        const { protocol, hostname } = new URL(address);
        expect(`${protocol}//${hostname}`).toMatch(
          /^https:\/\/.+\.example$|^http:\/\/127\.0\.0\.1$/,
        );
      }
    }
  });
});
