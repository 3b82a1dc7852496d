import { createRequire } from 'node:module';
import util from 'node:util';

// graphql-shield 7.6 calls util.isUndefined, which Node 23 removed, and its ES module build imports
// it by name. Its CommonJS build finds it here. See docs/adr/0006.
if (!('isUndefined' in util)) {
  Object.assign(util, { isUndefined: (value: unknown) => value === undefined });
}

const shieldModule: typeof import('graphql-shield') = createRequire(import.meta.url)(
  'graphql-shield',
);

export const { allow, deny, rule, shield } = shieldModule;
