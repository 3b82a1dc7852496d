import { isLabel, type Label } from '../../consent/vocabulary.ts';
import { type Coding, v3ActCode, v3Confidentiality } from './code-systems.ts';

/** Confidentiality that asks for nothing more than ordinary care: unrestricted, low, moderate, normal. */
const ordinary: ReadonlySet<string> = new Set(['U', 'L', 'M', 'N']);

/** Codes of v3-ActCode that name a law where we have a label for what the law protects. */
const laws: ReadonlyMap<string, Label> = new Map([['42CFRPart2', 'SUD']]);

/**
 * The labels that `meta.security` gives a record. A sensitivity of v3-ActCode is its own label;
 * restricted or very restricted confidentiality, and every code we do not know, is `R`.
 */
export function labelsOfSecurity(security: readonly Coding[]): Label[] {
  return security.flatMap(({ system, code }): Label[] => {
    if (code === undefined) return ['R'];
    if (system === v3Confidentiality) return ordinary.has(code) ? [] : ['R'];
    if (system !== v3ActCode) return ['R'];
    const law = laws.get(code);
    if (law) return [law];
    return isLabel(code) ? [code] : ['R'];
  });
}
