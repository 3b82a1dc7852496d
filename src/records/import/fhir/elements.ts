import { z } from 'zod';
import { type Concept, isJudgeable } from '../../terminology/code-systems.ts';

export const coding = z.object({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});

/** FHIR CodeableConcept. */
export const concept = z.object({
  coding: z.array(coding).optional(),
  text: z.string().optional(),
});

/** FHIR Reference: by literal, or only in words. */
export const reference = z.object({
  reference: z.string().optional(),
  display: z.string().optional(),
});
export type Reference = z.infer<typeof reference>;

/** FHIR Quantity, as far as it is shown. */
export const quantity = z.object({
  value: z.number().optional(),
  unit: z.string().optional(),
  code: z.string().optional(),
});

/** FHIR Money. */
export const money = z.object({
  value: z.number().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'not a currency: give three capital letters, such as USD')
    .optional(),
});
export type Money = z.infer<typeof money>;

export const identifier = z.object({
  system: z.string().optional(),
  value: z.string().optional(),
  type: concept.optional(),
});

/** A repeated primitive: FHIR allows null where an extension stands instead. */
export const strings = z
  .array(z.string().nullable())
  .transform((items) => items.filter((item) => item !== null));

/** The head that every resource has. */
export const head = z.object({
  resourceType: z.string(),
  id: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/, 'not a FHIR id: 1 to 64 letters, digits, hyphens or dots')
    .optional(),
  meta: z.object({ security: z.array(coding).optional() }).optional(),
});

/** The one code of a concept that is stored, with the words for it. */
export type Shown = {
  readonly system: string | null;
  readonly code: string | null;
  readonly text: string | null;
};

/** The code by which a concept is judged, else its first one, and the words for it. */
export function shown(given: Concept | undefined): Shown {
  const codings = given?.coding ?? [];
  const best = codings.find(isJudgeable) ?? codings.find((one) => one.code) ?? codings[0];
  return {
    system: best?.system ?? null,
    code: best?.code ?? null,
    text: given?.text ?? best?.display ?? null,
  };
}

/** The first code of a concept, as the plain code that statuses are kept by. */
export const firstCode = (given: Concept | undefined): string | null =>
  given?.coding?.find((one) => one.code)?.code ?? null;

/** Every code of a concept under one system. */
export const codesOf = (given: Concept | undefined, system: string): string[] =>
  (given?.coding ?? []).flatMap((one) => (one.system === system && one.code ? [one.code] : []));

/** The words or else the code of a concept. */
export const wordsOf = (given: Concept | undefined): string | null => {
  const { text, code } = shown(given);
  return text ?? code;
};
