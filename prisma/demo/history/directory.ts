import { type DemoPlan, LARKMERE } from '../plans.ts';
import type { Random } from '../random.ts';

/** Somewhere that care is given, or the plan itself. */
export interface Facility {
  readonly id: string;
  readonly npi: string;
  readonly kind: 'payer' | 'clinic' | 'hospital' | 'pharmacy' | 'dental' | 'vision' | 'laboratory';
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
}

export interface Clinician {
  readonly id: string;
  readonly npi: string;
  readonly given: string;
  readonly family: string;
}

/** Who gives and pays for the care of one plan's members. */
export interface Directory {
  readonly payer: Facility;
  readonly facilities: readonly Facility[];
  readonly clinicians: readonly Clinician[];
}

const FACILITIES: readonly { kind: Facility['kind']; name: string }[] = [
  { kind: 'clinic', name: 'Mill Pond Family Medicine' },
  { kind: 'clinic', name: 'Stonebridge Internal Medicine' },
  { kind: 'clinic', name: 'Ninth Street Health Center' },
  { kind: 'hospital', name: 'Fairhaven Memorial Hospital' },
  { kind: 'hospital', name: 'Saint Brannoc Medical Center' },
  { kind: 'pharmacy', name: 'Corner Post Pharmacy' },
  { kind: 'pharmacy', name: 'Wheelwright Drugs' },
  { kind: 'dental', name: 'Bright Acre Dental' },
  { kind: 'vision', name: 'Clearwell Eye Care' },
  { kind: 'laboratory', name: 'Tamarack Laboratory' },
];

const CLINICIANS: readonly (readonly [given: string, family: string])[] = [
  ...pairs('Adaeze Nwosu', 'Bertram Oakes', 'Consuelo Iriarte', 'Dmitri Volkov', 'Elspeth Munro'),
  ...pairs('Faisal Rahmani', 'Gwendolyn Price', 'Huan Zhou', 'Ilse Brandt', 'Jerome Baptiste'),
  ...pairs('Kalpana Iyer', 'Lorenzo Conti', 'Marisol Vega', 'Nathaniel Crowe', 'Oluwaseun Bello'),
];

/** The directory of a plan: other ids for each plan, though the names are the same. */
export function directoryOf(random: Random, plan: DemoPlan): Directory {
  const own = random.fork(`directory of ${plan.slug}`);
  const place =
    plan.id === LARKMERE.id
      ? { city: 'Dayton', state: 'OH', postalCode: '45402' }
      : { city: 'Durham', state: 'NC', postalCode: '27701' };
  const facility = (kind: Facility['kind'], name: string): Facility => {
    const stream = own.fork(name);
    return { id: stream.uuid(), npi: inventNpi(stream), kind, name, ...place };
  };
  return {
    payer: facility('payer', plan.name),
    facilities: FACILITIES.map(({ kind, name }) => facility(kind, name)),
    clinicians: CLINICIANS.map(([given, family]) => {
      const stream = own.fork(`${given} ${family}`);
      return { id: stream.uuid(), npi: inventNpi(stream), given, family };
    }),
  };
}

/** The facilities of a kind. */
export function facilitiesOf(directory: Directory, kind: Facility['kind']): readonly Facility[] {
  return directory.facilities.filter((facility) => facility.kind === kind);
}

/**
 * A number in the form of a National Provider Identifier, check digit included (Luhn over the
 * number with 80840 before it, 45 CFR 162.406). It begins with 9, where real ones begin with 1 or 2.
 */
function inventNpi(random: Random): string {
  const payload = `9${random.digits(8)}`;
  const sum = [...`80840${payload}`].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${payload}${(10 - (sum % 10)) % 10}`;
}

function pairs(...names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => {
    const [given = '', family = ''] = name.split(' ');
    return [given, family] as const;
  });
}
