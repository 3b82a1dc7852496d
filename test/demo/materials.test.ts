import { describe, expect, test } from 'vitest';
import { placeholders } from '../../src/materials/placeholders.ts';
import { world } from './worlds.ts';

const placeholdersOf = (body: string) =>
  new Set([...body.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name));

const bodyOf = (kind: string, language: string) =>
  world.materials.find((each) => each.kind === kind && each.language === language)?.body ?? '';

describe('the demo materials', () => {
  test('are six texts for every plan and language, each version of a text once', () => {
    expect(world.materials).toHaveLength(24);
    const keys = world.materials.map(
      ({ materialId, version, language }) => `${materialId} ${version} ${language}`,
    );
    expect(new Set(keys).size).toBe(24);
    for (const { materialId, title, language, translation } of world.materials) {
      expect(materialId).toMatch(
        /^CG_(LARKMERE|WINDROW)_(EDU|PRIVACY|PART2|CONSENT|COMPLAINTS|FAQ)_2026$/,
      );
      expect(translation).toBe(language === 'en' ? 'ORIGINAL' : 'HUMAN_REVIEWED');
      expect(title).not.toBe('');
    }
  });

  test('leave open in the consent document what is filled in at signing, and nothing elsewhere', () => {
    for (const { kind, body } of world.materials) {
      const expected = kind === 'CONSENT_DOCUMENT' ? placeholders : [];
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

  test.each([
    ['EDUCATION', 'en', /no privacy policy, we recommend that you do not use it/],
    ['EDUCATION', 'es', /no tiene política de privacidad, le recomendamos no usarla/],
    ['PRIVACY_RIGHTS', 'en', /HIPAA(.|\n)*OCR(.|\n)*FTC(.|\n)*recommend that you do not use it/],
    ['PRIVACY_RIGHTS', 'es', /HIPAA(.|\n)*OCR(.|\n)*FTC(.|\n)*recomendamos no usarla/],
    ['PART2_NOTICE', 'en', /"42 CFR part 2 prohibits unauthorized use or disclosure/],
    ['PART2_NOTICE', 'es', /«42 CFR, parte 2, prohíbe el uso o la divulgación/],
    ['COMPLAINTS', 'en', /ocrportal\.hhs\.gov(.|\n)*In writing(.|\n)*reportfraud\.ftc\.gov/],
    ['COMPLAINTS', 'es', /ocrportal\.hhs\.gov(.|\n)*Por escrito(.|\n)*reportfraud\.ftc\.gov/],
  ])('say in %s (%s) what members are owed', (kind, language, words) => {
    expect(bodyOf(kind, language)).toMatch(words);
  });

  test.each(['en', 'es'])('ask eleven questions of an app in %s', (language) => {
    expect(bodyOf('EDUCATION', language).match(/^\d+\. .+\?$/gm)).toHaveLength(11);
  });

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
