import type { Category, Label, Purpose } from '../consent/vocabulary.ts';
import type { Language } from '../pages/words/words.ts';

/** What a member reads in place of codes: 45 CFR 164.508(c)(3) asks for plain language. */
export type PlainWords = {
  readonly categories: Readonly<Record<Category, string>>;
  readonly labels: Readonly<Record<Label, string>>;
  readonly purposes: Readonly<Record<Purpose, string>>;
  readonly noLabels: string;
  /** Whether what has no date of service is among it. */
  readonly undatedIncluded: string;
  readonly undatedHeldBack: string;
  readonly openEnd: string;
  /** The language that days and moments are written in. */
  readonly language: Language;
  /** At the foot of each page of what is signed. */
  readonly foot: (facts: DocumentFoot) => string;
};

/** Which document a page is of. */
type DocumentFoot = {
  readonly materialId: string;
  readonly version: number;
  readonly grantId: string;
  readonly page: number;
  readonly of: number;
};

const english: PlainWords = {
  categories: {
    DEMOGRAPHICS: 'who I am and how to reach me',
    COVERAGE: 'my coverage and benefits',
    CLAIMS: 'claims',
    PAYMENTS: 'what was paid',
    PHARMACY: 'prescriptions and pharmacy claims',
    ENCOUNTERS: 'visits and stays',
    CLINICAL: 'diagnoses, results and treatments',
  },
  labels: {
    ETH: 'substance use',
    ETHUD: 'alcohol use disorder',
    OPIOIDUD: 'opioid use disorder',
    SUD: 'substance use disorder',
    PSY: 'psychiatric care',
    PSYTHPN: 'psychotherapy notes',
    MH: 'mental health',
    BH: 'behavioral health',
    HIV: 'HIV',
    SEX: 'sexual and reproductive health',
    STD: 'sexually transmitted diseases',
    SDV: 'sexual assault, abuse and domestic violence',
    GDIS: 'genetic conditions',
    SICKLE: 'sickle cell disease',
    VIO: 'violence',
    R: 'what is marked as restricted or cannot be judged',
  },
  purposes: {
    PATRQT: 'At my request',
    TREAT: 'Treatment',
    HPAYMT: 'Payment for care',
    HOPERAT: 'The work of who cares or pays',
    COVERAGE: 'Coverage under a policy or program',
  },
  noLabels: 'none',
  undatedIncluded:
    'also what has no date of service, such as allergies and long-standing conditions',
  undatedHeldBack: 'nothing that has no date of service',
  openEnd: 'the end of this consent',
  language: 'en',
  foot: ({ materialId, version, grantId, page, of }) =>
    `${materialId}, version ${version} · consent ${grantId} · page ${page} of ${of}`,
};

const spanish: PlainWords = {
  categories: {
    DEMOGRAPHICS: 'quién soy y cómo contactarme',
    COVERAGE: 'mi cobertura y mis beneficios',
    CLAIMS: 'reclamaciones',
    PAYMENTS: 'lo que se pagó',
    PHARMACY: 'recetas y reclamaciones de farmacia',
    ENCOUNTERS: 'visitas y estancias',
    CLINICAL: 'diagnósticos, resultados y tratamientos',
  },
  labels: {
    ETH: 'uso de sustancias',
    ETHUD: 'trastorno por consumo de alcohol',
    OPIOIDUD: 'trastorno por consumo de opioides',
    SUD: 'trastorno por consumo de sustancias',
    PSY: 'atención psiquiátrica',
    PSYTHPN: 'notas de psicoterapia',
    MH: 'salud mental',
    BH: 'salud conductual',
    HIV: 'VIH',
    SEX: 'salud sexual y reproductiva',
    STD: 'enfermedades de transmisión sexual',
    SDV: 'agresión sexual, abuso y violencia doméstica',
    GDIS: 'enfermedades genéticas',
    SICKLE: 'anemia falciforme',
    VIO: 'violencia',
    R: 'lo que está marcado como restringido o no se puede juzgar',
  },
  purposes: {
    PATRQT: 'A petición mía',
    TREAT: 'Tratamiento',
    HPAYMT: 'Pago de la atención',
    HOPERAT: 'El trabajo de quien atiende o paga',
    COVERAGE: 'Cobertura de una póliza o programa',
  },
  noLabels: 'ninguno',
  undatedIncluded:
    'también lo que no tiene fecha de servicio, como alergias y diagnósticos de larga duración',
  undatedHeldBack: 'nada que no tenga fecha de servicio',
  openEnd: 'el fin de este consentimiento',
  language: 'es',
  foot: ({ materialId, version, grantId, page, of }) =>
    `${materialId}, versión ${version} · consentimiento ${grantId} · página ${page} de ${of}`,
};

/** The words of a language, by its first subtag; English where there are none of its own. */
export const plainWords = (language: string): PlainWords =>
  language.split('-', 1)[0] === 'es' ? spanish : english;

/** A name as it stands by itself: in a list, in a table. */
export const asSentence = (name: string): string =>
  `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
