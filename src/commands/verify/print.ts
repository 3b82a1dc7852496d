import { type Finding, type Level, unsoundClasses } from '../../ledger/verify/finding.ts';

/** What `npm run verify` tells. */
export type Verdict = {
  readonly levels: readonly {
    readonly level: Level;
    readonly state: 'SOUND' | 'UNSOUND' | 'NOT_CHECKED';
    /** What of it was checked. */
    readonly told: string;
  }[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

/** How many findings are told in words; JSON has all of them. */
const toldMax = 20;

/** One line a level, then what was found. @returns the exit code */
export function printVerdict(verdict: Verdict, json: boolean): number {
  const code = exitCode(verdict);
  const { findings } = verdict;
  const firstBadIndex = firstIndex(findings);
  if (json) {
    const told = { ...verdict, sound: code === 0, exitCode: code, firstBadIndex };
    const text = (_key: string, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value;
    process.stdout.write(`${JSON.stringify(told, text, 2)}\n`);
    return code;
  }
  const lines = [
    ...verdict.levels.map(
      ({ level, state, told }) => `${level.padEnd(12)}${words[state].padEnd(13)}${told}`,
    ),
    '',
    ...findings.slice(0, toldMax).map((one) => `${one.class.padEnd(12)}${one.message}`),
    ...(findings.length > toldMax
      ? [`… and ${findings.length - toldMax} more: --json has them.`]
      : []),
    ...verdict.notes,
    code === 0
      ? 'The ledger is sound.'
      : `The ledger is UNSOUND (exit code ${code}${firstBadIndex === undefined ? '' : `, first bad index ${firstBadIndex}`}). Keep everything as it is, and see SECURITY.md.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return code;
}

const words = { SOUND: 'sound', UNSOUND: 'UNSOUND', NOT_CHECKED: 'not checked' } as const;

function exitCode({ findings, levels }: Verdict): number {
  const [first] = findings;
  if (first !== undefined) return unsoundClasses[first.class];
  return levels.some(({ state }) => state !== 'SOUND') ? 1 : 0;
}

const firstIndex = (findings: readonly Finding[]): bigint | undefined =>
  findings
    .flatMap(({ index }) => (index === undefined ? [] : [index]))
    .reduce<bigint | undefined>(
      (first, index) => (first === undefined || index < first ? index : first),
      undefined,
    );
