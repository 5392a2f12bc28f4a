// A real OAuth 2.0 / OpenID provider (npm: oidc-provider) on 127.0.0.1 with fixed clients.
// Usage: CXSDK_NODE_MODULES=… node oidc_up.mjs PORT     prints one JSON line once it listens.
// NODE_PATH does not serve ES modules, so the package is resolved by hand.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const modules = process.env.CXSDK_NODE_MODULES || path.join(process.cwd(), 'node_modules');
const require = createRequire(path.join(modules, 'x.js'));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const port = Number(process.argv[2]);
const seconds = (name, otherwise) => Number(process.env[name] || otherwise);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const person = { redirect_uris: ['http://127.0.0.1:9999/cb'], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };
const clients = [
  { ...person, client_id: 'cx-basic', client_secret: 'cx-secret-1', token_endpoint_auth_method: 'client_secret_basic' },
  { ...person, client_id: 'cx-post', client_secret: 'cx-secret-2', token_endpoint_auth_method: 'client_secret_post' },
  { ...person, client_id: 'cx-public', application_type: 'native', token_endpoint_auth_method: 'none' },
  { ...person, client_id: 'cx-still', client_secret: 'cx-secret-4', token_endpoint_auth_method: 'client_secret_post' },
  { client_id: 'cx-machine', client_secret: 'cx-secret-3', redirect_uris: [], response_types: [],
    grant_types: ['client_credentials'], scope: 'tickets:read tickets:write' },
];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'k1' }] },
  cookies: { keys: [randomBytes(16).toString('hex')] },
  scopes: ['openid', 'offline_access', 'tickets:read', 'tickets:write'],
  claims: { openid: ['sub'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true }, userinfo: { enabled: true }, clientCredentials: { enabled: true },
    introspection: { enabled: true }, revocation: { enabled: true },
  },
  issueRefreshToken: async (_, client, code) =>
    client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  // One client keeps its refresh token, and is told of it once only: see below.
  rotateRefreshToken: (ctx) => ctx.oidc.client.clientId !== 'cx-still',
  ttl: {
    AccessToken: seconds('TTL_ACCESS', 300), AuthorizationCode: 60, RefreshToken: 3600, IdToken: 3600,
    Interaction: 600, Grant: 86400, Session: 86400, ClientCredentials: 600,
  },
});
// Whoever counts refreshes counts what the provider itself says it did.
const spent = { granted: 0, refused: 0 };
provider.on('grant.success', (ctx) => { spent.granted += ctx.oidc.params.grant_type === 'refresh_token' ? 1 : 0; });
provider.on('grant.error', (ctx) => { spent.refused += ctx.oidc?.params?.grant_type === 'refresh_token' ? 1 : 0; });
provider.use(async (ctx, next) => {
  if (ctx.path === '/spent') { ctx.body = spent; return; }
  await next();
  // RFC 6749, 6: a server may leave the refresh token out where it stays the same. This one would
  // repeat it.
  const { oidc } = ctx;
  if (oidc?.params?.grant_type === 'refresh_token' && oidc.client?.clientId === 'cx-still' && ctx.body) {
    delete ctx.body.refresh_token;
  }
});

const server = provider.listen(port, '127.0.0.1', () => console.log(JSON.stringify({ port })));
process.on('SIGTERM', () => { server.close(); process.exit(0); });
