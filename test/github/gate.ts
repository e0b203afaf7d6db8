import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv, GatewayParts } from './gateway.ts';
import { canReach, type InstallationState, repositoryNamed, type World } from './world.ts';

/**
 * Who may pass. The emulator takes an unknown token for its first user and knows nothing of suspended installations
 * or renamed repositories, so the door checks these; permissions are the emulator's own check.
 */
export function createGate({ world }: GatewayParts): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^(?:bearer|token) +/i, '');
    const grant = token === undefined ? undefined : world.grants.get(token);
    const installation = grant === undefined ? undefined : world.installations.get(grant.installationId);
    if (token !== undefined && !token.startsWith('eyJ')) {
      if (grant === undefined || installation === undefined || grant.expiresAt <= Date.now()) {
        return c.json({ message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest' }, 401);
      }
      if (installation.suspendedAt !== null) return c.json({ message: 'This installation has been suspended' }, 403);
      c.set('installation', installation);
    }
    const { pathname, search } = new URL(c.req.url);
    const [, owner, name] = /^\/repos\/([^/]+)\/([^/]+)/.exec(pathname) ?? [];
    if (owner === undefined || name === undefined || token?.startsWith('eyJ')) return next();

    const moved = world.formerNames.get(`${owner}/${name}`.toLowerCase());
    if (moved !== undefined && repositoryNamed(world, `${owner}/${name}`) === undefined) {
      const rest = pathname.replace(/^\/repos\/[^/]+\/[^/]+/, '');
      const location = `${world.url}/repositories/${moved}${rest}${search}`;
      const body = { message: 'Moved Permanently', url: location, documentation_url: 'https://docs.github.com/rest' };
      // As GitHub does: a permanent redirect that keeps the method where one was sent.
      return c.json(body, c.req.method === 'GET' ? 301 : 307, { location });
    }
    const refusal = refuse(world, installation, `${owner}/${name}`, c.req.method);
    return refusal === undefined ? next() : c.json({ message: refusal.message }, refusal.status);
  };
}

function refuse(world: World, installation: InstallationState | undefined, fullName: string, method: string) {
  const repository = repositoryNamed(world, fullName);
  if (repository === undefined) return { status: 404, message: 'Not Found' } as const;
  if (installation !== undefined && canReach(installation, repository)) {
    const writes = method !== 'GET' && method !== 'HEAD';
    return repository.archived && writes
      ? ({ status: 403, message: 'Repository was archived so is read-only.' } as const)
      : undefined;
  }
  if (repository.private) return { status: 404, message: 'Not Found' } as const;
  if (method === 'GET' || method === 'HEAD') return undefined;
  return { status: 403, message: 'Resource not accessible by integration' } as const;
}
