import { z } from 'zod';
import type { Concept } from '../../terminology/code-systems.ts';
import { concept } from './elements.ts';

const withContained = z.object({
  contained: z
    .array(z.object({ id: z.string().optional(), code: concept.optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});

/**
 * What a contained resource says: the `code` of a Condition, Medication, Observation or Procedure.
 * An empty concept, which nobody can judge, when there is none.
 *
 * @param literal such as `#medication`
 */
export function containedConcept(resource: unknown, literal: string): Concept {
  const contained = withContained.safeParse(resource).data?.contained ?? [];
  return contained.find(({ id }) => `#${id}` === literal)?.code ?? {};
}
