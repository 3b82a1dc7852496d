/**
 * Imports run one way: commands → gateway → member-site → authorization → signing → graphql/schema → slices → notify → graphql/kit →
 * pages → consent → identity, ledger → db → config and errors.
 */
const slices =
  '^src/(accounts|plans|members|apps|grants|mails|complaints|deletions|materials|records|disclosures|webhooks)/';

/** Rooms from the top floor down: nothing imports what stands above it. */
const floors = [
  ['commands', '^src/(commands/|main\\.ts|start\\.mjs)'],
  ['gateway', '^src/gateway/'],
  ['member-site', '^src/member-site/'],
  ['authorization', '^src/authorization/'],
  ['signing', '^src/signing/'],
  ['graphql', '^src/graphql/[^/]+\\.ts$'],
  ['slices', slices],
  ['notify', '^src/notify/'],
  ['kit', '^src/graphql/kit/'],
  ['pages', '^src/pages/'],
  ['consent', '^src/consent/'],
  ['identity', '^src/identity/'],
  ['ledger', '^src/ledger/'],
  ['db', '^src/db/'],
  [
    'ground',
    '^src/(config|create-once|errors|kept-secret|key-set|parse-json|repeat|safe-error|secret|setting-kinds)\\.ts$',
  ],
];

const downwards = floors.slice(1).map(([name, path], index) => ({
  name: `${name}-imports-nothing-above`,
  severity: 'error',
  comment: `${name} stands below ${floors
    .slice(0, index + 1)
    .map(([above]) => above)
    .join(', ')}`,
  from: { path },
  to: {
    path: floors
      .slice(0, index + 1)
      .map(([, above]) => above)
      .join('|'),
  },
}));

module.exports = {
  forbidden: [
    ...downwards,
    {
      name: 'identity-stands-alone',
      severity: 'error',
      comment: 'who is asking depends on nothing of ours but settings',
      from: { path: '^src/identity/' },
      to: { path: '^src/(ledger|db)/' },
    },
    {
      name: 'the-core-of-the-ledger-stands-alone',
      severity: 'error',
      comment: 'auditors run it in browsers: nothing of ours above it, nothing of Node in it',
      from: { path: '^src/ledger/core/' },
      to: { path: '^src/', pathNot: '^src/ledger/core/' },
    },
    {
      name: 'the-core-of-the-ledger-runs-in-browsers',
      severity: 'error',
      from: { path: '^src/ledger/core/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-door-reads-health-data',
      severity: 'error',
      comment: 'the door is used by the reader of src/consent, and opened by the gateway',
      from: { path: '^src/', pathNot: '^src/(consent/|gateway/)' },
      to: {
        path: '^src/consent/door/(door|statement|scope-parameters)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/(start\\.mjs|db/generate-client\\.mjs|db/generated/)',
      },
      to: {},
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/db/generated' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
