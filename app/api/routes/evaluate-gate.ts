import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { findDecision } from '../../../db/gate-decision-pages.ts';
import type { AskedBy } from '../../../db/gate-decisions.ts';
import { findTokenUse, noteTokenUse } from '../../../db/workflow-tokens.ts';
import { isSameEnvironment } from '../../../gate/environment.ts';
import { figuresOf, type GateFacts, type GatePolicy, INPUT_NAMES, tighten, type Verdict } from '../../../gate/index.ts';
import { decideGate, type GateAnswer, keepDecision } from '../../gate/decide-gate.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { gateRepository } from '../gate-repository.ts';
import { jsonBody } from '../json-body.ts';
import { environment, repository } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { type Asker, requireAsker } from '../require-asker.ts';
import { problemResponses, security } from '../route-parts.ts';
import { verdictOf, verdictShape } from '../shapes/verdict.ts';

const body = z.strictObject({
  repository: repository.optional(),
  environment,
  sha: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, 'a commit, 7 to 64 hexadecimal digits')
    .optional(),
  dry_run: z.boolean().optional().openapi({
    description: 'Whether it only tells how things stand: no deploy hangs on it, and it goes on no evidence.',
  }),
  inputs: z
    .partialRecord(z.enum(INPUT_NAMES), z.union([z.number(), z.string().max(40)]))
    .optional()
    .openapi({
      description:
        'Thresholds for this question alone. They can only be stricter than the policy, unless it says `inputs: any`.',
      example: { 'max-high': 0, 'minimum-score': 80 },
    }),
});

const answer = z
  .object({
    decision: z.number().int().openapi({ description: 'Its number: GET /api/v1/gate/decisions/{id}.' }),
    dry_run: z.boolean(),
    figures: z.object({
      open_critical: z
        .number()
        .int()
        .nullable()
        .openapi({ description: 'Null where not everything could be looked at.' }),
      burn_rate: z
        .number()
        .nullable()
        .openapi({ description: 'The highest over the window of the policy; null where one is not known.' }),
    }),
    report: verdictShape,
  })
  .openapi('GateDecisionMade');

const route = createRoute({
  method: 'post',
  path: '/api/v1/gate/evaluate',
  operationId: 'evaluateGate',
  tags: ['Gate'],
  summary: 'May this deploy go ahead?',
  description:
    'Gathers what is known, decides by the policy of the environment, and keeps both. Takes a token with the scope `gate:evaluate`, which names the repository; or the OIDC token of a GitHub Actions workflow, which speaks for its own. Such a token asks one question; asked again with it, the answer is the same decision.',
  security: security('gate:evaluate'),
  request: { body: { required: true, content: { 'application/json': { schema: body } } } },
  responses: {
    200: { description: 'The decision, whichever it is.', content: { 'application/json': { schema: answer } } },
    ...problemResponses(
      'invalid-parameter',
      'not-found',
      'conflict',
      'too-large',
      'unsupported-media-type',
      'unavailable',
    ),
  },
});

export function addEvaluateGate(api: Api, context: ApiContext): void {
  const middleware = [requireAsker(context), ...jsonBody()];
  api.openapi({ ...route, middleware }, async (c) => {
    const asked = c.req.valid('json');
    const asker = c.get('asker');
    const { dry_run: dryRun = false } = asked;
    const found = await gateRepository(context, asker, asked.repository);
    const sha = asked.sha ?? (asker.kind === 'workflow' ? asker.identity.sha : null) ?? undefined;
    if (asker.kind === 'workflow') sameEnvironment(asker, asked.environment);
    const use = useOf(asker, { ...asked, repository: found.id });
    const before = use && (await usedBefore(context, asker, use));
    if (before !== undefined) return c.json({ ...before, dry_run: dryRun, report: verdictOf(before.report) }, 200);
    const { inputs } = asked;
    const deployment = { repository: found, environment: asked.environment, ...(sha === undefined ? {} : { sha }) };
    const answered = await decideGate(
      { ...context, askObjectives: context.askObjectives ?? null },
      { ...deployment, ...(inputs === undefined ? {} : { adjust: (policy) => tightened(policy, inputs) }) },
    );
    const decision = await keep(context, deployment, answered, { askedBy: askedBy(asker), forDeploy: !dryRun, use });
    const figures = figuresFrom(answered);
    return c.json({ decision, dry_run: dryRun, figures, report: verdictOf(answered.verdict) }, 200);
  });
}

/** What is asked for with a threshold that is too lax is not asked at all: nobody should believe that it holds. */
function tightened(policy: GatePolicy, inputs: object): GatePolicy {
  const tighter = tighten(policy, inputs);
  if (tighter.ok) return tighter.policy;
  throw new Problem('invalid-parameter', {
    expected: 'inputs that are as strict as the policy or stricter',
    found: tighter.refusals.join(' '),
    cure: 'Correct them in the workflow, or leave them out.',
    parameters: tighter.refusals.map((found) => ({ name: 'inputs', expected: 'a threshold as strict', found })),
  });
}

function figuresFrom({ facts, policy }: { facts: GateFacts; policy: GateAnswer['policy'] }): Figures {
  const { openCritical, burnRate } = 'ok' in policy ? { openCritical: null, burnRate: null } : figuresOf(facts, policy);
  return { open_critical: openCritical, burn_rate: burnRate };
}

type Figures = z.infer<typeof answer>['figures'];

interface Use {
  token: string;
  question: string;
  expiresAt: Date;
}

function useOf(asker: Asker, question: object): Use | undefined {
  if (asker.kind === 'token') return undefined;
  const { tokenId, expiresAt } = asker.identity;
  return { token: sha256(tokenId), question: sha256(JSON.stringify(question)), expiresAt };
}

/** The answer of a token that asked this before. @throws Problem where it asked something else. */
async function usedBefore(
  { db }: ApiContext,
  { installationId }: Asker,
  { token, question }: Use,
): Promise<{ decision: number; figures: Figures; report: Verdict } | undefined> {
  const used = await findTokenUse(db, token);
  if (used === undefined) return undefined;
  const kept = used.question === question ? await findDecision(db, { installationId, id: used.decisionId }) : undefined;
  if (kept !== undefined) {
    const { facts, policy } = kept as unknown as Pick<GateAnswer, 'facts' | 'policy'>;
    return { decision: kept.id, figures: figuresFrom({ facts, policy }), report: kept.result as Verdict };
  }
  throw new Problem('conflict', {
    expected: 'a token of a workflow that has not asked yet',
    found: 'one that has asked something else',
    cure: 'Ask for a token of its own for each question.',
  });
}

async function keep(
  { db }: ApiContext,
  deployment: Parameters<typeof keepDecision>[1],
  answered: GateAnswer,
  { use, ...by }: { askedBy: AskedBy; forDeploy: boolean; use: Use | undefined },
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const decisionId = await keepDecision(trx, deployment, answered, by);
    if (use !== undefined && !(await noteTokenUse(trx, { ...use, decisionId }))) {
      throw new Problem('conflict', {
        expected: 'a token of a workflow that is asked with once at a time',
        found: 'two requests with it at once',
        cure: 'Send the request again: the answer is there.',
      });
    }
    return decisionId;
  });
}

function askedBy(asker: Asker): AskedBy {
  if (asker.kind === 'token') return { kind: 'token', name: asker.name };
  const { runId, runAttempt, jobWorkflowRef } = asker.identity;
  return { kind: 'action', name: `run ${runId}, attempt ${runAttempt} of ${jobWorkflowRef}`.slice(0, 500), runId };
}

/** A job that names its environment asks for that one: what holds for staging is no word about production. */
function sameEnvironment({ identity }: Extract<Asker, { kind: 'workflow' }>, named: string): void {
  if (identity.environment === null || isSameEnvironment(identity.environment, named)) return;
  const [expected, found] = [JSON.stringify(identity.environment), JSON.stringify(named)];
  throw new Problem('invalid-parameter', {
    expected: `environment to be ${expected}, which the job of the workflow names`,
    found,
    cure: 'Ask for the environment of the job.',
    parameters: [{ name: 'environment', expected, found }],
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
