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
 * What somebody may do in a repository, and whether issues can be assigned to them. To the emulator every member is an administrator, and it says `push` and `pull` where
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
  // Whom issues can be assigned to: whoever may do more than read.
  routes.get('/repos/:owner/:repo/assignees/:assignee', async (c) => {
    const fullName = `${c.req.param('owner')}/${c.req.param('repo')}`;
    const login = c.req.param('assignee');
    const user = await world.ask<{ login: string }>('GET', `/users/${login}`).catch(() => undefined);
    const role = user === undefined ? 'none' : roleOf(world, fullName, user.login);
    return role === 'none' || role === 'read' ? c.json({ message: 'Not Found' }, 404) : c.body(null, 204);
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
