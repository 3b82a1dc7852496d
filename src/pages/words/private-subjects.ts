import type { ConsentableLabel } from '../../consent/vocabulary.ts';
import type { Language } from './words.ts';

/** What is behind the names of private subjects that alone do not tell; a record is shared with all of its subjects ticked. */
type SubjectHints = Readonly<Partial<Record<ConsentableLabel, string>>>;

const english: SubjectHints = {
  ETH: 'Care that does not say more, such as a screening for alcohol or drugs.',
  ETHUD: 'Tick “Substance use disorder”, too: these records are about both.',
  OPIOIDUD: 'Tick “Substance use disorder”, too: these records are about both.',
  SUD: 'Diagnoses and treatment of addiction, whatever the substance.',
  PSY: 'Diagnoses such as depression or anxiety, and the medicines for them.',
  MH: 'Care that names no diagnosis, such as a screening or a visit.',
  BH: 'Counseling and programs for mental health or substance use that do not say which.',
  R: 'Records that somebody marked, and those whose codes nobody can check.',
};

const spanish: SubjectHints = {
  ETH: 'Atención que no dice más, como una prueba de detección de alcohol o drogas.',
  ETHUD:
    'Marque también “Trastorno por consumo de sustancias”: estos registros tratan de ambas cosas.',
  OPIOIDUD:
    'Marque también “Trastorno por consumo de sustancias”: estos registros tratan de ambas cosas.',
  SUD: 'Diagnósticos y tratamiento de adicciones, sea cual sea la sustancia.',
  PSY: 'Diagnósticos como depresión o ansiedad, y los medicamentos para tratarlos.',
  MH: 'Atención que no nombra un diagnóstico, como una prueba de detección o una consulta.',
  BH: 'Consejería y programas de salud mental o de consumo de sustancias que no dicen de cuál tratan.',
  R: 'Registros que alguien marcó, y aquellos cuyos códigos nadie puede comprobar.',
};

const catalogs: Readonly<Record<Language, SubjectHints>> = { en: english, es: spanish };

export const subjectHintsOf = (language: Language): SubjectHints => catalogs[language];
