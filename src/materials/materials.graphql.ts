import { builder } from '../graphql/kit/builder.ts';
import { idOf, uuidOrNone } from '../graphql/kit/ids.ts';
import { type Access, fields, open, signedIn } from '../graphql/kit/rules.ts';
import { Plan } from '../plans/plans.graphql.ts';
import { currentMaterials, originalTextOf } from './materials.ts';

const MaterialKind = builder.enumType('MaterialKind', {
  description: 'What a material is for.',
  values: {
    EDUCATION: { description: 'To be read before signing.' },
    CONSENT_DOCUMENT: { description: 'The text that is signed.' },
    FAQ: { description: 'Questions and answers; to be read or not.' },
    PRIVACY_RIGHTS: {
      description: 'Who protects what, HIPAA or the FTC. To be read before signing.',
    },
    PART2_NOTICE: {
      description:
        'On records of treatment for substance use, 42 CFR part 2. To be read before such are shared.',
    },
    COMPLAINTS: { description: 'Where complaints go; to be read or not.' },
  } as const,
});

const Translation = builder.enumType('Translation', {
  description: 'How a text came into its language.',
  values: {
    ORIGINAL: { description: 'It was written in it.' },
    HUMAN_REVIEWED: { description: 'It was translated, and a person has reviewed it.' },
    MACHINE: {
      description:
        'A machine has translated it, and no person has reviewed it: not final, and not to be signed.',
    },
  } as const,
});

const Material = builder.prismaNode('Material', {
  description: 'A versioned text that members read or sign. A version never changes.',
  nullable: true,
  id: { field: 'id', description: 'Its global id.' },
  findUnique: (id) => ({ id: uuidOrNone(id) }),
  fields: (t) => ({
    materialId: t.exposeString('materialId', {
      nullable: false,
      description: 'The id that is printed on it, the same in every version and language.',
    }),
    version: t.exposeInt('version', { nullable: false, description: 'Counts from 1.' }),
    language: t.exposeString('language', { nullable: false, description: 'BCP 47.' }),
    kind: t.field({
      type: MaterialKind,
      nullable: false,
      description: 'What it is for.',
      resolve: (material) => material.kind,
    }),
    title: t.exposeString('title', { nullable: false, description: 'Its title.' }),
    body: t.exposeString('body', { nullable: false, description: 'The text, Markdown.' }),
    translation: t.field({
      type: Translation,
      nullable: false,
      description: 'How it came into its language.',
      resolve: (material) => material.translation,
    }),
    publishedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'Since when it holds.',
      resolve: (material) => material.publishedAt,
    }),
    plan: t.relation('plan', { type: Plan, nullable: false, description: 'Whose it is.' }),
  }),
});

builder.objectField(Material, 'original', (t) =>
  t.field({
    type: Material,
    description:
      'Where a machine has translated it: the text as it was written, to be read and named in its place.',
    complexity: { field: 10 },
    resolve: async (material, _args, { services }) =>
      material.translation === 'MACHINE'
        ? ((await originalTextOf(services.database.prisma, material)) ?? null)
        : null,
  }),
);

builder.queryField('materials', (t) =>
  t.field({
    type: [Material],
    nullable: { list: true, items: false },
    description:
      "A plan's materials in one language, each in its newest version. One without a translation stands as it was written.",
    complexity: { field: 1, multiplier: 10 },
    args: {
      planId: t.arg.globalID({ required: true, description: 'The plan.' }),
      language: t.arg.string({ required: true, description: 'BCP 47, such as en or es.' }),
    },
    resolve: (_parent, { planId, language }, { services }) =>
      currentMaterials(services.database.prisma, idOf('Plan', planId, 'planId'), language),
  }),
);

export const access: Access = {
  Query: { materials: signedIn },
  Material: fields(
    [
      'id',
      'materialId',
      'version',
      'language',
      'kind',
      'translation',
      'title',
      'body',
      'original',
      'publishedAt',
      'plan',
    ],
    open,
  ),
};
