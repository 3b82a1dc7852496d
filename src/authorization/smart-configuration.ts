import { registrationPath, routes } from './paths.ts';
import { advertisedScopes } from './smart-scopes.ts';

/** `/.well-known/smart-configuration` (SMART App Launch 2.2, section 2.1). */
export const smartConfiguration = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}${routes.jwks}`,
  authorization_endpoint: `${issuer}${routes.authorization}`,
  token_endpoint: `${issuer}${routes.token}`,
  registration_endpoint: `${issuer}${registrationPath}`,
  introspection_endpoint: `${issuer}${routes.introspection}`,
  revocation_endpoint: `${issuer}${routes.revocation}`,
  grant_types_supported: ['authorization_code', 'client_credentials'],
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
  ],
  token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384', 'RS256', 'ES256'],
  scopes_supported: advertisedScopes,
  capabilities: [
    'launch-standalone',
    'client-public',
    'client-confidential-symmetric',
    'client-confidential-asymmetric',
    'context-standalone-patient',
    'permission-patient',
    'permission-offline',
    'permission-v2',
    'sso-openid-connect',
  ],
});
