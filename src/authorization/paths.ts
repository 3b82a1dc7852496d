/** Where the authorization server answers, beneath the issuer. */
const oauthPrefix = '/oauth/';
/** Where a member is while an app waits: `/oauth/interaction/<id>`. */
export const interactionPrefix = '/oauth/interaction/';

/** Whether a path is the authorization server's to answer. */
export const isOauthPath = (path: string): boolean =>
  path.startsWith(oauthPrefix) || path.startsWith('/.well-known/');

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
