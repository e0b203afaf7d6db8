import type { MiddlewareHandler } from 'hono';
import { findActiveRepository } from '../../db/active-repository.ts';
import type { WorkflowIdentity } from '../oidc/verify-workflow-token.ts';
import type { ApiContext, ApiEnv } from './api-context.ts';
import { Problem } from './problem.ts';
import { requireScope } from './require-scope.ts';

/** Who asks the gate: whoever holds a token of ours, or a run of a workflow that GitHub vouches for. */
export type Asker =
  | { kind: 'token'; installationId: number; name: string }
  | { kind: 'workflow'; installationId: number; repositoryId: number; identity: WorkflowIdentity };

/** Three parts of base64url: a token of ours has none of the dots. */
const JWT = /^Bearer +([\w-]{1,4000}\.[\w-]{1,8000}\.[\w-]{0,4000})$/i;

/**
 * Lets a request pass that carries a token with the scope `gate:evaluate`, or the OIDC token of a workflow whose repository Lockkeeper looks
 * after. Who it is allowed to ask for is known by GitHub's number of the repository alone: names change hands.
 */
export function requireAsker(context: ApiContext): MiddlewareHandler<ApiEnv> {
  const byScope = requireScope(context, 'gate:evaluate');
  return async (c, next) => {
    const jwt = JWT.exec(c.req.header('authorization') ?? '')?.[1];
    if (jwt === undefined) {
      return byScope(c, async () => {
        const { installation_id: installationId, name } = c.get('token');
        c.set('asker', { kind: 'token', installationId, name });
        await next();
      });
    }
    if (context.verifyWorkflow === undefined)
      throw refused('a token of ours: tokens of workflows are not taken here', 'one');
    const verified = await context.verifyWorkflow(jwt, context.now());
    if (verified.kind === 'unavailable')
      throw new Problem('unavailable', { ...verified, headers: { 'Retry-After': '5' } });
    if (verified.kind !== 'valid') throw refused(verified.expected, verified.found, verified.cure);
    const { identity } = verified;
    const repository = await findActiveRepository(context.db, identity.repositoryId);
    if (repository === undefined) {
      throw new Problem('not-found', {
        expected: 'the workflow of a repository that the App is installed on',
        found: JSON.stringify(identity.repository),
        cure: 'Install the App on the repository.',
      });
    }
    c.set('asker', {
      kind: 'workflow',
      installationId: repository.installation_id,
      repositoryId: repository.id,
      identity,
    });
    await next();
  };
}

function refused(
  expected: string,
  found: string,
  cure = 'Make a token with "lockkeeper token create" and send it.',
): Problem {
  return new Problem('unauthorized', {
    expected,
    found,
    cure,
    headers: { 'WWW-Authenticate': 'Bearer realm="lockkeeper", error="invalid_token"' },
  });
}
