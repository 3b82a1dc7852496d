import type { IsoDate } from '../dates.ts';
import { type Code, SYSTEM } from './systems.ts';

interface Vaccine {
  readonly code: Code;
  /** Not given before this date, when it came into use. */
  readonly since: IsoDate;
  readonly leastAge: number;
}

/** Influenza, given every autumn. */
export const INFLUENZA: Code = cvx('140', 'Influenza, injectable, preservative free');

/** Vaccines given once. */
export const SINGLE_VACCINES: readonly Vaccine[] = [
  { code: cvx('113', 'Tetanus and diphtheria, adult'), since: '2006-01-01', leastAge: 18 },
  { code: cvx('133', 'Pneumococcal conjugate, 13-valent'), since: '2012-01-01', leastAge: 65 },
  { code: cvx('121', 'Zoster, live'), since: '2006-06-01', leastAge: 60 },
  { code: cvx('187', 'Zoster, recombinant'), since: '2018-01-01', leastAge: 50 },
  { code: cvx('208', 'COVID-19, mRNA, 30 mcg'), since: '2021-02-01', leastAge: 18 },
  { code: cvx('43', 'Hepatitis B, adult'), since: '2000-01-01', leastAge: 20 },
];

function cvx(code: string, text: string): Code {
  return { system: SYSTEM.cvx, code, text };
}
