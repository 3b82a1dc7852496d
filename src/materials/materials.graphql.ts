import { builder } from '../graphql/kit/builder.ts';
import { idOf, uuidOrNone } from '../graphql/kit/ids.ts';
import { type Access, fields, open, signedIn } from '../graphql/kit/rules.ts';
import { Plan } from '../plans/plans.graphql.ts';
import { currentMaterials } from './materials.ts';

const MaterialKind = builder.enumType('MaterialKind', {
  description: 'What a material is for.',
  values: {
    EDUCATION: { description: 'To be read before signing.' },
    CONSENT_DOCUMENT: { description: 'The text that is signed.' },
    FAQ: { description: 'Questions and answers.' },
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
    publishedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'Since when it holds.',
      resolve: (material) => material.publishedAt,
    }),
    plan: t.relation('plan', { type: Plan, nullable: false, description: 'Whose it is.' }),
  }),
});

builder.queryField('materials', (t) =>
  t.field({
    type: [Material],
    nullable: { list: true, items: false },
    description: "A plan's materials in one language, each in its newest version.",
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
    ['id', 'materialId', 'version', 'language', 'kind', 'title', 'body', 'publishedAt', 'plan'],
    open,
  ),
};
