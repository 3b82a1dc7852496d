import {
  type Category,
  type ConsentableLabel,
  categories,
  consentableLabels,
  isConsentable,
  type Label,
} from '../consent/vocabulary.ts';
import type { LineOfBusiness, Material, Member, Plan } from '../db/generated/prisma/client.ts';
import { InvalidInput, PolicyRefusal } from '../graphql/kit/user-errors.ts';
import { toBeReadOrSigned } from '../materials/kinds.ts';
import { signingLanguages } from '../materials/texts.ts';
import { isCoverageOver } from '../members/eligibility.ts';

/** What a member chooses. What is left out is filled from the plan's policy. Dates are `YYYY-MM-DD`. */
export type GrantChoices = {
  readonly categories: readonly Category[] | undefined;
  /** What stands for categories that are left out, in a plan whose members choose. */
  readonly suggestedCategories?: readonly Category[] | undefined;
  readonly labels: readonly Label[] | undefined;
  readonly includeUndated: boolean | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly termDays: number | undefined;
  readonly language: string;
};

/** What a member asks to sign. */
export type GrantRequest = GrantChoices & {
  readonly signature: string;
  readonly readMaterialIds: readonly string[];
};

/** What the policy makes of it. */
export type GrantTerms = {
  readonly categories: readonly Category[];
  readonly labels: readonly ConsentableLabel[];
  readonly includeUndated: boolean;
  readonly since: string;
  readonly until: string | undefined;
  readonly termDays: number;
};

/** A plan with the lines of business that decide who may share. */
export type PolicyPlan = Plan & { readonly linesOfBusiness: readonly LineOfBusiness[] };

/**
 * Refuses who may not share: by their line of business, or because their coverage is over.
 *
 * @throws PolicyRefusal
 */
export function checkEligible(plan: PolicyPlan, member: Member): void {
  if (isCoverageOver(member)) {
    throw new PolicyRefusal(
      `Your coverage with ${plan.name} is over: nothing new can be shared. Ask the Member Help Team: ${plan.supportPhone}.`,
    );
  }
  const line = plan.linesOfBusiness.find((one) => one.code === member.lineOfBusiness);
  if (line?.eligible !== true) {
    throw new PolicyRefusal(
      `${plan.name} does not offer sharing to members of ${line?.name ?? 'an unknown line of business'}. ` +
        `Ask the Member Help Team: ${plan.supportPhone}.`,
    );
  }
}

/**
 * Completes a request from the plan's policy.
 *
 * @throws PolicyRefusal or InvalidInput that says what to ask for instead
 */
export function termsOf(plan: PolicyPlan, request: GrantChoices): GrantTerms {
  const termDays = request.termDays ?? plan.maximumTermDays;
  if (termDays < 1 || termDays > plan.maximumTermDays) {
    throw new PolicyRefusal(
      `A grant runs for 1 to ${plan.maximumTermDays} days; ${termDays} was asked for.`,
      'input.termDays',
    );
  }
  const floor = plan.floorDate.toISOString().slice(0, 10);
  const since = request.since ?? floor;
  if (since < floor) {
    throw new PolicyRefusal(`${plan.name} shares services from ${floor} on.`, 'input.since');
  }
  if (request.until !== undefined && request.until < since) {
    throw new InvalidInput(`until (${request.until}) is before since (${since}).`, 'input.until');
  }
  if (request.labels?.some((label) => !isConsentable(label))) {
    throw new InvalidInput(
      'Psychotherapy notes (PSYTHPN) are not shared: the law wants an authorization for them alone, which is not offered here. Leave PSYTHPN out.',
      'input.labels',
    );
  }
  return { ...whatOf(plan, request, since, floor), since, until: request.until, termDays };
}

/** Which private subjects a request would share. */
export const labelsOf = (
  { granularity }: Pick<Plan, 'granularity'>,
  request: Pick<GrantChoices, 'labels'>,
): readonly Label[] =>
  granularity === 'ALL_OR_NOTHING' ? consentableLabels : (request.labels ?? []);

function whatOf(plan: PolicyPlan, request: GrantChoices, since: string, floor: string) {
  if (plan.granularity === 'BY_CATEGORY_AND_LABEL') {
    const chosen = request.categories ?? request.suggestedCategories ?? [];
    if (chosen.length === 0) {
      throw new InvalidInput('Name at least one category.', 'input.categories');
    }
    return {
      categories: inOrder(categories, chosen),
      labels: inOrder(consentableLabels, request.labels ?? []),
      includeUndated: request.includeUndated ?? false,
    };
  }
  const narrowed: readonly (readonly [boolean, string])[] = [
    [request.categories !== undefined && !hasAll(categories, request.categories), 'categories'],
    [request.labels !== undefined && !hasAll(consentableLabels, request.labels), 'labels'],
    [request.includeUndated === false, 'includeUndated'],
    [since !== floor, 'since'],
    [request.until !== undefined, 'until'],
  ];
  for (const [refused, name] of narrowed) {
    if (refused) {
      throw new PolicyRefusal(
        `With ${plan.name} you share everything or nothing: leave \`${name}\` out.`,
        `input.${name}`,
      );
    }
  }
  return { categories: [...categories], labels: [...consentableLabels], includeUndated: true };
}

/**
 * Refuses a language that the plan has no final consent document in.
 *
 * @param newest the plan's newest materials
 * @throws InvalidInput that names those it has
 */
export function checkLanguage(plan: Plan, newest: readonly Material[], language: string): void {
  const offered = signingLanguages(plan, newest);
  if (!offered.includes(language)) {
    throw new InvalidInput(
      `${plan.name} has its consent document in ${offered.join(', ') || 'no language yet'}.`,
      'input.language',
    );
  }
}

/**
 * Refuses a signature under texts that were not read, in their newest version and the signed language.
 *
 * @param current the plan's texts as they are to be read in the request's language
 * @param labelsToSign which private subjects would be shared
 * @throws InvalidInput that names what is to be read
 */
export function checkMaterialsRead(
  readMaterialIds: readonly string[],
  current: readonly Material[],
  labelsToSign: readonly Label[],
): void {
  const wanted = toBeReadOrSigned(current, labelsToSign);
  const unread = wanted.filter(({ id }) => !readMaterialIds.includes(id));
  if (unread.length > 0) {
    const names = unread.map(({ materialId, version }) => `${materialId} (version ${version})`);
    throw new InvalidInput(
      `Before you sign, read ${names.join(', ')}, and name their ids here.`,
      'input.readMaterialIds',
    );
  }
}

const hasAll = <All>(all: readonly All[], given: readonly All[]) =>
  all.every((one) => given.includes(one));
const inOrder = <All, One extends All>(all: readonly One[], given: readonly All[]) =>
  all.filter((one) => given.includes(one));
