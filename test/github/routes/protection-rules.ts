import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import type { Schemas } from '../world.ts';

type Body = Partial<Schemas['review-custom-gates-state-required'] & Schemas['review-custom-gates-comment-required']>;

const MOST_STATUSES = 10;
const COMMENT_LONGEST = 1024;

/** The callback of custom deployment protection rules, which the emulator lacks. */
export function protectionRuleRoutes({ world }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post('/repos/:owner/:repo/actions/runs/:run/deployment_protection_rule', async (c) => {
    const fullName = `${c.req.param('owner')}/${c.req.param('repo')}`.toLowerCase();
    if (c.get('installation') === undefined || world.app.permissions['deployments'] !== 'write') {
      return c.json({ message: 'Resource not accessible by integration' }, 403);
    }
    const { environment_name: environment, state, comment } = (await c.req.json()) as Body;
    const jobs = world.protectedJobs.filter(
      (job) => job.fullName.toLowerCase() === fullName && job.runId === Number(c.req.param('run')),
    );
    if (jobs.length === 0) return c.json({ message: 'Not Found' }, 404);
    const job = jobs.find((each) => each.environment === environment && each.state === 'waiting');
    const tooLong = comment !== undefined && comment.length > COMMENT_LONGEST;
    if (job === undefined || tooLong) return c.json({ message: 'Validation Failed' }, 422);
    if (state === undefined) {
      if (comment === undefined || comment === '' || job.statuses.length >= MOST_STATUSES) {
        return c.json({ message: 'Validation Failed' }, 422);
      }
      job.statuses.push(comment);
      return c.body(null, 204);
    }
    if (state !== 'approved' && state !== 'rejected') return c.json({ message: 'Validation Failed' }, 422);
    job.state = state;
    if (comment !== undefined) job.comment = comment;
    return c.body(null, 204);
  });
  return routes;
}
