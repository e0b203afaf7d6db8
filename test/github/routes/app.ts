import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { page } from '../page.ts';
import { installationObject, simpleUser } from '../shapes.ts';
import { canReach, type InstallationState, installationOf, repositoryNamed, type Schemas } from '../world.ts';

/** What an App asks with its own JWT. The emulator checks the JWT; the layer knows the installations. */
export function appRoutes({ world, forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const notFound = (c: Context) => c.json({ message: 'Not Found' }, 404);

  const requireJwt: MiddlewareHandler<GatewayEnv> = async (c, next) => {
    const probe = new Request(`${world.url}/app`, { headers: { authorization: c.req.header('authorization') ?? '' } });
    const answer = await forward(probe, '/app');
    return answer.ok ? next() : answer;
  };
  routes.use('/app/*', requireJwt);
  routes.use('/:kind{orgs|users}/:login/installation', requireJwt);
  routes.use('/repos/:owner/:repo/installation', requireJwt);
  routes.get('/app/installations', (c) =>
    c.json(page(c, [...world.installations.values()]).map((installation) => installationObject(world, installation))),
  );
  routes.get('/app/installations/:id', (c) => {
    const installation = world.installations.get(Number(c.req.param('id')));
    return installation === undefined ? notFound(c) : c.json(installationObject(world, installation));
  });
  routes.post('/app/installations/:id/access_tokens', async (c) => {
    const installation = world.installations.get(Number(c.req.param('id')));
    if (installation === undefined) return notFound(c);
    if (installation.suspendedAt !== null) return c.json({ message: 'This installation has been suspended' }, 403);
    const answer = await forward(c.req.raw, `/app/installations/${installation.account.mintId}/access_tokens`);
    if (!answer.ok) return answer;
    const token = (await answer.json()) as Schemas['installation-token'];
    world.grants.set(token.token, { installationId: installation.id, expiresAt: Date.parse(token.expires_at) });
    const selection = installation.repositories === 'all' ? 'all' : 'selected';
    return c.json({ ...token, repository_selection: selection }, 201);
  });

  const shown = (c: Context, installation: InstallationState | undefined) =>
    installation === undefined ? notFound(c) : c.json(installationObject(world, installation));
  routes.get('/orgs/:login/installation', (c) => shown(c, installationOf(world, c.req.param('login'))));
  routes.get('/users/:login/installation', (c) => shown(c, installationOf(world, c.req.param('login'))));
  routes.get('/repos/:owner/:repo/installation', (c) => {
    const repository = repositoryNamed(world, `${c.req.param('owner')}/${c.req.param('repo')}`);
    const installation = installationOf(world, c.req.param('owner'));
    const reached = repository !== undefined && installation !== undefined && canReach(installation, repository);
    return shown(c, reached ? installation : undefined);
  });

  // The last step of the manifest flow: GitHub hands the new App its secrets once.
  routes.post('/app-manifests/:code/conversions', (c) =>
    c.json(
      {
        id: world.app.id,
        slug: world.app.slug,
        node_id: world.app.slug,
        name: world.app.name,
        owner: simpleUser(world, { id: 2, login: 'admin', type: 'User' }),
        description: null,
        external_url: world.url,
        html_url: `${world.url}/apps/${world.app.slug}`,
        created_at: new Date().toISOString(),
        updated_at: new Date().toISOString(),
        permissions: world.app.permissions,
        events: world.app.events,
        client_id: 'Iv1.emulated',
        client_secret: 'emulated-client-secret',
        webhook_secret: world.app.webhookSecret,
        pem: world.app.privateKey,
      },
      201,
    ),
  );
  return routes;
}
