/** Where the authorization server answers, beneath the issuer. */
export const oauthPrefixes = ['/oauth/', '/.well-known/'] as const;
/** Where a member is while an app waits: `/oauth/interaction/<id>`. */
export const interactionPrefix = '/oauth/interaction/';

/** The routes of oidc-provider. */
export const routes = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  jwks: '/oauth/jwks',
  userinfo: '/oauth/userinfo',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
  end_session: '/oauth/sign-out',
  pushed_authorization_request: '/oauth/par',
};

/** Where partners' programs register clients (RFC 7591). */
export const registrationPath = '/oauth/register';
