import { type AskedBy, recordDecision } from '../../db/gate-decisions.ts';
import type { Trx } from '../../db/open-database.ts';
import type { Repository } from '../../db/repositories.ts';
import {
  evaluate,
  type GateFacts,
  type GatePolicy,
  type PolicyReading,
  type PolicySource,
  readPolicy,
  refusedVerdict,
  type Verdict,
} from '../../gate/index.ts';
import { CONFIG_PATH } from '../../scanners/config/index.ts';
import type { GateContext } from './gate-context.ts';
import { type Deployment, gatherFacts } from './gather-facts.ts';

export interface GateQuestion extends Deployment {
  /** Makes the policy that was read another one, such as a stricter one by a workflow's word. */
  adjust?: (policy: GatePolicy) => GatePolicy;
}

export interface GateAnswer {
  verdict: Verdict;
  facts: GateFacts;
  /** Where it could not be read: why. */
  policy: GatePolicy | Extract<PolicyReading, { ok: false }>;
}

/** May this deploy go ahead? Reads the policy, gathers, decides. Nothing is written. */
export async function decideGate(context: GateContext, question: GateQuestion): Promise<GateAnswer> {
  const { adjust = (policy) => policy } = question;
  const { reading, facts } = await gatherFor(context, question);
  const now = context.now();
  if (!reading.ok) return { verdict: refusedVerdict(facts, reading.problems, now), facts, policy: reading };
  const policy = adjust(reading.policy);
  return { verdict: evaluate(facts, policy, now), facts, policy };
}

/** What is known of a deploy, and the policy that its repository's last scan read. */
export async function gatherFor(
  context: GateContext,
  deployment: Deployment,
): Promise<{ reading: PolicyReading; facts: GateFacts }> {
  const { repository, environment } = deployment;
  const reading = policyOf(repository, environment);
  const windows = reading.ok ? [reading.policy.checks['burn-rate'].window] : [];
  return { reading, facts: await gatherFacts(context, deployment, { slos: reading.ok ? reading.slos : [], windows }) };
}

/** Of a repository that was not scanned yet nobody has read the policy: the default one may be more lenient than its own. */
export function policyOf(
  { scanned_at, config }: Pick<Repository, 'scanned_at' | 'config'>,
  environment: string,
): PolicyReading {
  if (scanned_at !== null) return readPolicy((config ?? {}) as PolicySource, environment);
  const problem = {
    file: CONFIG_PATH,
    key: 'gate',
    expected: 'a repository that was scanned, so that its policy is known',
    found: 'one that was not scanned yet',
    cure: 'Push to its default branch, or wait for the daily look.',
  };
  return { ok: false, problems: [problem] };
}

/** Keeps what was decided. @returns the decision's number */
export function keepDecision(
  trx: Trx,
  { repository }: Deployment,
  answer: GateAnswer,
  by: { askedBy: AskedBy; forDeploy: boolean },
): Promise<number> {
  return recordDecision(trx, {
    installationId: repository.installation_id,
    repositoryId: repository.id,
    ...by,
    ...answer,
  });
}
