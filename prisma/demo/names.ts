import type { Language } from './vocabulary.ts';

/** Given names, most of them in use by many peoples. */
export const WOMEN: readonly string[] = [
  ...[
    'Abigail',
    'Amara',
    'Anjali',
    'Beatriz',
    'Camille',
    'Carmen',
    'Chiara',
    'Delphine',
    'Dolores',
  ],
  ...['Eleanor', 'Esperanza', 'Farida', 'Grace', 'Hana', 'Imani', 'Ingrid', 'Jolene', 'Keisha'],
  ...['Leilani', 'Lucía', 'Mei', 'Miriam', 'Nadia', 'Noor', 'Olga', 'Priscilla', 'Rosalind'],
  ...['Ruth', 'Saoirse', 'Shanice', 'Soledad', 'Sunita', 'Talia', 'Thuy', 'Vivian', 'Winona'],
];

export const MEN: readonly string[] = [
  ...['Adebayo', 'Alvin', 'Anatoly', 'Arjun', 'Benjamin', 'Cedric', 'Clyde', 'Dae-jung', 'Desmond'],
  ...['Emilio', 'Ezra', 'Fernando', 'Gordon', 'Hamid', 'Hiroshi', 'Isaac', 'Jamal', 'Joaquín'],
  ...['Kofi', 'Lamar', 'Leonard', 'Marcus', 'Mateo', 'Nikolai', 'Omar', 'Percival', 'Quang'],
  ...['Rafael', 'Rashid', 'Samuel', 'Stellan', 'Tomás', 'Ulises', 'Vikram', 'Walter', 'Yusuf'],
];

/** Family names, with the language that the household would rather read. */
export const FAMILIES: readonly { readonly family: string; readonly language: Language }[] = [
  ...english(['Abernathy', 'Adeyemi', 'Begaye', 'Blackwood', 'Boateng', 'Calloway', 'Carrington']),
  ...english(['Chaudhary', 'Cho', 'Dombrowski', 'Eriksson', 'Fairbanks', 'Fitzgerald', 'Friedman']),
  ...english([
    'Gallagher',
    'Haddad',
    'Hawthorne',
    'Hoang',
    'Ito',
    'Jefferson',
    'Kahananui',
    'Kaplan',
  ]),
  ...english([
    'Kowalczyk',
    'Lindqvist',
    'Lockhart',
    'MacAllister',
    'Mbeki',
    'Merriweather',
    'Nakamura',
  ]),
  ...english([
    'Novak',
    'Okafor',
    'Oyelaran',
    'Papadakis',
    'Patel',
    'Petrov',
    'Pettigrew',
    'Qureshi',
  ]),
  ...english(['Rosenthal', 'Rutherford', 'Sato', 'Sengupta', 'Silversmith', 'Tran', 'Underhill']),
  ...english(['Vandermeer', 'Washington', 'Whitfield', 'Yoder', 'Zhang', 'Zielinski']),
  ...spanish(['Arroyo', 'Cisneros', 'Delgado', 'Echeverría', 'Fuentes', 'Galindo', 'Montoya']),
  ...spanish(['Nevárez', 'Olivares', 'Quintero', 'Santiago', 'Villalobos', 'Zamora']),
];

export const STREETS: readonly string[] = [
  ...['Alder Court', 'Bellwether Road', 'Cooper Street', 'Dogwood Lane', 'Elm Terrace'],
  ...[
    'Foundry Street',
    'Granary Road',
    'Hickory Lane',
    'Juniper Way',
    'Kiln Street',
    'Linden Avenue',
  ],
  ...['Millrace Drive', 'Orchard Street', 'Prospect Avenue', 'Quarry Road', 'Saddler Street'],
];

function english(families: readonly string[]): { family: string; language: Language }[] {
  return families.map((family) => ({ family, language: 'en' }));
}

function spanish(families: readonly string[]): { family: string; language: Language }[] {
  return families.map((family) => ({ family, language: 'es' }));
}
