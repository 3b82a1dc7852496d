import { describe, expect, test } from 'vitest';
import { CONSENT_PLACEHOLDERS } from '../../prisma/demo/materials.ts';
import { world } from './worlds.ts';

const placeholdersOf = (body: string) =>
  new Set([...body.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name));

const bodyOf = (kind: string, language: string) =>
  world.materials.find((each) => each.kind === kind && each.language === language)?.body ?? '';

describe('the demo materials', () => {
  test('are three texts for every plan and language, each version of a text once', () => {
    expect(world.materials).toHaveLength(12);
    const keys = world.materials.map(
      ({ materialId, version, language }) => `${materialId} ${version} ${language}`,
    );
    expect(new Set(keys).size).toBe(12);
    for (const { materialId, title } of world.materials) {
      expect(materialId).toMatch(/^CG000[12]_(EDU|CONSENT|FAQ)_2026$/);
      expect(title).not.toBe('');
    }
  });

  test('leave open in the consent document what is filled in at signing, and nothing elsewhere', () => {
    for (const { kind, body } of world.materials) {
      const expected = kind === 'CONSENT_DOCUMENT' ? CONSENT_PLACEHOLDERS : [];
      expect(placeholdersOf(body)).toEqual(new Set(expected));
    }
  });

  test('name the plan and its own contacts', () => {
    for (const { id, name, policy } of world.plans) {
      const own = world.materials.filter(
        ({ planId, kind }) => planId === id && kind !== 'CONSENT_DOCUMENT',
      );
      for (const { body } of own) {
        expect(body).toContain(name);
        expect(body).toContain(policy.supportPhone);
        expect(body).toContain(policy.privacyEmail);
      }
    }
  });

  test.each(['en', 'es'])(
    'teach in %s: HIPAA and FTC, eleven questions, both complaints',
    (language) => {
      const body = bodyOf('EDUCATION', language);
      for (const word of [
        'HIPAA',
        'FTC',
        'OCR',
        'ocrportal.hhs.gov',
        'reportfraud.ftc.gov',
        '42 CFR',
      ]) {
        expect(body).toContain(word);
      }
      expect(body.match(/^\d+\. .+\?$/gm)).toHaveLength(11);
    },
  );

  test.each([
    ['who shares, who receives, why and until when', /Who shares/, /Quién comparte/],
    [
      'an explicit description of substance use records',
      /substance use disorder/,
      /trastorno por consumo/,
    ],
    ['the right to revoke, and how', /end \(revoke\)/, /terminar \(revocar\)/],
    ['what revoking does not undo', /in reliance on it/, /con base en él/],
    ['that nothing is conditioned on it', /do not depend on it/, /no dependen de ello/],
    ['the consequence of refusing', /If I refuse/, /Si me niego/],
    ['redisclosure', /disclosed again/, /divulgados de nuevo/],
    ['the notice of 42 CFR 2.32', /42 CFR part 2 prohibits/, /42 CFR, parte 2, prohíbe/],
    ['a copy for the member', /I get a copy/, /Recibo una copia/],
    ['the authority of a representative', /by what authority/, /con qué autoridad/],
  ])('state in the consent document %s', (_, english, spanish) => {
    expect(bodyOf('CONSENT_DOCUMENT', 'en')).toMatch(english);
    expect(bodyOf('CONSENT_DOCUMENT', 'es')).toMatch(spanish);
  });
});
