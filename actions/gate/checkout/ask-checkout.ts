import { basename, resolve } from 'node:path';
import {
  evaluate,
  figuresOf,
  type GateFacts,
  type GateInputs,
  readPolicy,
  refusedVerdict,
  tighten,
} from '../../../gate/index.ts';
import { findScanRoot, readRootConfig, type Telling } from '../../../scanners/checkout/index.ts';
import type { ConfigProblem, RepositoryConfig } from '../../../scanners/config/index.ts';
import { ActionError } from '../action-error.ts';
import type { ActionInputs } from '../inputs.ts';
import type { Machine } from '../machine.ts';
import type { Outcome } from '../outcome.ts';
import { askObjectives } from './ask-objectives.ts';
import { scanCheckout } from './scan-checkout.ts';
import { onlyTheServiceKnows } from './service-facts.ts';

/** Decides by what the checkout and a Prometheus tell. What only a service knows is not known, and the policy says what comes of that. */
export async function askCheckout(machine: Machine, inputs: ActionInputs): Promise<Outcome> {
  const { env, now } = machine;
  const folder = resolve(env['GITHUB_WORKSPACE'] ?? '.', inputs.workingDirectory);
  const root = await findScanRoot(folder);
  const { config, problems } = await readRootConfig(root);
  const [sha, repository] = [env['GITHUB_SHA'], env['GITHUB_REPOSITORY'] ?? basename(root)];
  const about = { environment: inputs.environment, repository, ...(sha === undefined ? {} : { sha }) };
  const refused = (given: readonly [ConfigProblem, ...ConfigProblem[]]): Outcome => ({
    verdict: refusedVerdict(about, given, now()),
    figures: { openCritical: null, burnRate: null },
  });
  // A policy that is not whole could be laxer than what was written.
  const [first, ...rest] = [...problems, ...elsewhere(config)];
  if (first !== undefined) return refused([first, ...rest]);
  const reading = readPolicy(config, inputs.environment);
  if (!reading.ok) return refused(reading.problems);
  const tighter = tighten(reading.policy, inputs.thresholds as GateInputs);
  if (!tighter.ok) throw new ActionError('mistake', tighter.refusals.join(' '));
  const { policy } = tighter;

  const deadline = AbortSignal.timeout(inputs.timeoutMs);
  const notes: string[] = [];
  const telling: Telling = { progress() {}, note: (text) => void notes.push(text), done() {} };
  const windows = [policy.checks['burn-rate'].window];
  const [alerts, slos] = await Promise.all([
    scanCheckout({ machine, folder, deadline, osvUrl: inputs.osvUrl, tags: config.tags }, telling),
    askObjectives(machine, inputs, { slos: reading.slos, windows, deadline }),
  ]);
  const facts: GateFacts = { ...about, ...alerts, slos, ...onlyTheServiceKnows };
  return { verdict: evaluate(facts, policy, now()), figures: figuresOf(facts, policy), notes };
}

function elsewhere(config: RepositoryConfig): ConfigProblem[] {
  if (config.extends === undefined) return [];
  const [expected, found] = ['a policy that is all in the checkout', 'one that goes on elsewhere'];
  const cure = 'Give server-url: the service follows it. Or write the policy into the file itself.';
  return [{ file: '.github/lockkeeper.yml', key: '_extends', expected, found, cure }];
}
