import { createRoute, z } from '@hono/zod-openapi';
import { EFFECTS, type GatePolicy, readPolicy } from '../../../gate/index.ts';
import { describeProblem, readRepositoryConfig } from '../../../scanners/config/index.ts';
import { backtest, type Replayed } from '../../gate/backtest.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { jsonBody } from '../json-body.ts';
import { environment, repository } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { repositoryPartShape, time, timeOf } from '../shapes/parts.ts';

/** Decisions of one replay: each is read with its facts. */
const MOST = 1000;
const MOST_SHOWN = 200;

const effect = z.enum(EFFECTS);

const body = z.strictObject({
  policy: z.string().min(1).max(12_000).openapi({
    description: 'The proposed `.github/lockkeeper.yml`, as YAML: its `gate:` and `slos:` count.',
    example: 'gate:\n  environments:\n    production:\n      open-alerts:\n        max: {critical: 0, high: 0}\n',
  }),
  repository: repository.optional(),
  environment: environment.optional(),
  from: z.iso.datetime({ offset: true, error: 'a time such as 2026-11-01T00:00:00Z' }).optional(),
  until: z.iso.datetime({ offset: true, error: 'a time such as 2026-11-01T00:00:00Z' }).optional(),
  deploys: z.boolean().default(true).openapi({ description: 'Only decisions that a deploy hung on.' }),
});

const replayShape = z
  .object({
    decision: z.number().int(),
    repository: repositoryPartShape,
    environment: z.string(),
    at: time,
    was: effect,
    would_be: effect,
    decided: z.boolean(),
    reasons: z.array(z.string()).openapi({ description: 'Of the checks that would block or warn.' }),
  })
  .openapi('GateReplay');

const answer = z
  .object({
    replayed: z.number().int(),
    complete: z.boolean().openapi({ description: `False: there are more than the ${MOST} that were replayed.` }),
    would_block: z.number().int(),
    newly_blocked: z.number().int().openapi({ description: 'That went ahead then.' }),
    newly_allowed: z.number().int().openapi({ description: 'That were blocked then.' }),
    changed: z.array(replayShape).openapi({ description: `What would come out otherwise: the first ${MOST_SHOWN}.` }),
  })
  .openapi('GateBacktest');

const route = createRoute({
  method: 'post',
  path: '/api/v1/gate/backtest',
  operationId: 'backtestGate',
  tags: ['Gate'],
  summary: 'What would a proposed policy have made of past deploys?',
  description:
    'Replays past decisions, with the facts as they were, against another policy. What nobody asked for then (another objective, say) is not known in the replay. Nothing is kept.',
  security: security('gate:evaluate', 'evidence:read'),
  request: { body: { required: true, content: { 'application/json': { schema: body } } } },
  responses: {
    200: { description: 'What would have come out.', content: { 'application/json': { schema: answer } } },
    ...problemResponses('invalid-parameter', 'too-large', 'unsupported-media-type'),
  },
});

export function addBacktestGate(api: Api, context: ApiContext): void {
  const middleware = [requireScope(context, 'gate:evaluate', 'evidence:read'), ...jsonBody()];
  api.openapi({ ...route, middleware }, async (c) => {
    const { policy, from, until, deploys, ...of } = c.req.valid('json');
    const filter = {
      ...of,
      installationId: c.get('token').installation_id,
      ...(deploys ? { forDeploy: true } : {}),
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(until === undefined ? {} : { until: new Date(until) }),
    };
    const replayed: Replayed[] = [];
    for await (const one of backtest(context.db, filter, { policyFor: policiesOf(policy), most: MOST + 1 })) {
      replayed.push(one);
    }
    const complete = replayed.length <= MOST;
    const counted = replayed.slice(0, MOST);
    const changed = counted.filter(({ decision, verdict }) => decision.verdict !== verdict.verdict);
    return c.json(
      {
        replayed: counted.length,
        complete,
        would_block: counted.filter(({ verdict }) => verdict.verdict === 'block').length,
        newly_blocked: changed.filter(({ verdict }) => verdict.verdict === 'block').length,
        newly_allowed: changed.filter(({ decision }) => decision.verdict === 'block').length,
        changed: changed.slice(0, MOST_SHOWN).map(replayOf),
      },
      200,
    );
  });
}

/** @throws Problem where it is no policy that may be gone by. */
function policiesOf(text: string): (environment: string) => GatePolicy {
  const { config, problems } = readRepositoryConfig({ file: 'policy', text });
  if (problems.length > 0) throw refused(describeProblem(problems[0]!));
  const known = new Map<string, GatePolicy>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const reading = readPolicy(config, name);
    if (!reading.ok) throw refused(describeProblem(reading.problems[0]));
    known.set(name, reading.policy);
    return reading.policy;
  };
}

function refused(found: string): Problem {
  return new Problem('invalid-parameter', {
    expected: 'policy to be a configuration that the gate can go by',
    found: found.slice(0, 500),
    cure: 'Correct it. docs/gate-policy.md says what it may hold.',
    parameters: [{ name: 'policy', expected: 'a configuration as YAML', found: 'one with problems' }],
  });
}

function replayOf({ decision, verdict }: Replayed): z.input<typeof replayShape> {
  return {
    decision: decision.id,
    repository: { id: decision.repository_id, full_name: `${decision.repository_owner}/${decision.repository_name}` },
    environment: decision.environment,
    at: timeOf(decision.at),
    was: decision.verdict,
    would_be: verdict.verdict,
    decided: verdict.decided,
    reasons: verdict.checks.filter(({ effect }) => effect !== 'allow').map(({ reason }) => reason),
  };
}
