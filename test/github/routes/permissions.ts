import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { simpleUser } from '../shapes.ts';
import { personFor, type Role, repositoryNamed, type Schemas, type World } from '../world.ts';

/** GitHub's older word for each role. */
const LEGACY = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
} as const;

/**
 * What somebody may do in a repository. To the emulator every member is an administrator, and it says `push` and `pull` where
 * GitHub says `write` and `read`.
 */
export function permissionRoutes({ world }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get('/repos/:owner/:repo/collaborators/:username/permission', async (c) => {
    const fullName = `${c.req.param('owner')}/${c.req.param('repo')}`;
    const login = c.req.param('username');
    const user = await world.ask<{ id: number; login: string }>('GET', `/users/${login}`).catch(() => undefined);
    if (user === undefined) return c.json({ message: 'Not Found' }, 404);
    const role = roleOf(world, fullName, user.login);
    const answer: Schemas['repository-collaborator-permission'] = {
      permission: LEGACY[role],
      role_name: role,
      user: { ...simpleUser(world, { ...user, type: 'User' }), role_name: role },
    };
    return c.json(answer);
  });
  return routes;
}

/** As it was given; else the owner and the administrator rule, and everyone else reads what is public. */
function roleOf(world: World, fullName: string, login: string): Role {
  const given = world.roles.get(`${fullName}/${login}`.toLowerCase());
  if (given !== undefined) return given;
  if (personFor(world, fullName) === login) return 'admin';
  return repositoryNamed(world, fullName)?.private === false ? 'read' : 'none';
}
