import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';
import { createGate } from './gate.ts';
import { appRoutes } from './routes/app.ts';
import { checkRoutes } from './routes/checks.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { hookDeliveryRoutes } from './routes/hook-deliveries.ts';
import { installationRoutes } from './routes/installation.ts';
import { permissionRoutes } from './routes/permissions.ts';
import { protectionRuleRoutes } from './routes/protection-rules.ts';
import { pullRoutes } from './routes/pulls.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { type TreeLimit, treeRoutes } from './routes/trees.ts';
import type { InstallationState, World } from './world.ts';

export interface LoggedRequest {
  method: string;
  /** With its query. */
  path: string;
  status: number | 'cut';
  /** Whose token it carried. */
  installationId?: number;
}

/** What a handler in front of the emulator finds in its context. */
export interface GatewayEnv {
  Bindings: HttpBindings;
  Variables: { installation?: InstallationState };
}

/** Sends a request on to the emulator, to another path where one is given. */
export type Forward = (request: Request, path?: string) => Promise<Response>;

export interface GatewayParts {
  world: World;
  deliveries: Deliveries;
  faults: Faults;
  requests: LoggedRequest[];
  treeLimit: TreeLimit;
  forward: Forward;
}

/** GitHub's front door: logs, breaks on demand, checks who asks, answers what the emulator lacks, sends the rest on. */
export function createGateway(parts: GatewayParts): Hono<GatewayEnv> {
  const gateway = new Hono<GatewayEnv>();
  gateway.use(logAndBreak(parts));
  gateway.use(createGate(parts));
  gateway.route('/', appRoutes(parts));
  gateway.route('/', hookDeliveryRoutes(parts));
  gateway.route('/', installationRoutes(parts));
  gateway.route('/', reactionRoutes(parts));
  gateway.route('/', deploymentRoutes(parts));
  gateway.route('/', protectionRuleRoutes(parts));
  gateway.route('/', checkRoutes(parts));
  gateway.route('/', permissionRoutes(parts));
  gateway.route('/', pullRoutes(parts));
  gateway.route('/', treeRoutes(parts));
  gateway.route('/', repositoryRoutes(parts));
  gateway.all('*', (c) => parts.forward(c.req.raw));
  gateway.onError((error, c) => c.json({ message: `the emulated GitHub failed: ${error.message}` }, 500));
  return gateway;
}

function logAndBreak({ faults, requests }: GatewayParts): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const path = `${url.pathname}${url.search}`;
    const entry: LoggedRequest = { method: c.req.method, path, status: 0 };
    requests.push(entry);
    const fault = await faults.meet(`${c.req.method} ${path}`);
    if (fault?.status === 'cut') {
      entry.status = 'cut';
      c.env.incoming.socket.destroy();
      return c.body(null);
    }
    if (fault !== undefined) {
      const { status, headers, body = { message: `emulated ${status}` } } = fault;
      entry.status = status;
      return Response.json(body, { status: Number(status), headers });
    }
    await next();
    entry.status = c.res.status;
    const installation = c.get('installation');
    if (installation !== undefined) entry.installationId = installation.id;
  };
}
