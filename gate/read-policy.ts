import type { ConfigProblem } from '../scanners/config/config-problem.ts';
import type { EnvironmentConfig, RepositoryConfig } from '../scanners/config/index.ts';
import { mergeEnvironments } from '../scanners/config/merge-gate.ts';
import { completePolicy } from './complete-policy.ts';
import type { GatePolicy } from './policy.ts';
import { impossibleIn, type PolicyInQuestion } from './policy-problems.ts';
import type { SloObjective } from './slo/slo-objective.ts';

/**
 * What holds for an environment; or why nobody may say. There is no policy beside problems: what is left of one that is wrong in part could
 * be more lenient than what was written. `refusedVerdict` is what a gate says then.
 */
export type PolicyReading =
  | { ok: true; policy: GatePolicy; slos: readonly SloObjective[] }
  | { ok: false; problems: readonly [ConfigProblem, ...ConfigProblem[]] };

/** The part of a configuration that the policy is read from. */
export type PolicySource = Pick<RepositoryConfig, 'gate' | 'slos' | 'gateFaults'>;

/** The policy of one environment, complete: its own settings, over those of `*`, over the defaults. */
export function readPolicy(config: PolicySource, environment: string): PolicyReading {
  const question = questionOf(config, environment);
  const [first, ...rest] = [...(config.gateFaults ?? []), ...impossibleIn({ ...question, isWhole: true })];
  const { policy, slos } = question;
  return first === undefined ? { ok: true, policy, slos } : { ok: false, problems: [first, ...rest] };
}

/**
 * What is impossible in the policy, for those who look after it: of `*`, and of each environment what is not of `*`. What was told when the files
 * were read is left out; with `isWhole: false`, what another file may hold is not missed.
 */
export function policyProblems(config: PolicySource, { isWhole = true }: { isWhole?: boolean } = {}): ConfigProblem[] {
  const of = (environment: string): readonly ConfigProblem[] => {
    return impossibleIn({ ...questionOf(config, environment), isWhole });
  };
  const common = of('*');
  const told = new Set(common.map((problem) => JSON.stringify(problem)));
  const own = Object.keys(config.gate?.environments ?? {}).flatMap((name) => {
    const [mine, everybodys] = [placeOf(config, name), placeOf(config, '*')];
    const inherited = (problem: ConfigProblem): boolean =>
      told.has(JSON.stringify({ ...problem, key: everybodys + problem.key.slice(mine.length) }));
    return name === '*' ? [] : of(name).filter((problem) => !inherited(problem));
  });
  return [...common, ...own].slice(0, 50);
}

function questionOf(config: PolicySource, environment: string): Omit<PolicyInQuestion, 'isWhole'> {
  const slos = config.slos ?? [];
  const written = settingsOf(config, environment);
  const policy = completePolicy(written, { environment, hasSlos: slos.length > 0 });
  return { policy, written, slos, place: placeOf(config, environment) };
}

function settingsOf({ gate }: PolicySource, environment: string): EnvironmentConfig {
  const of = (name: string): EnvironmentConfig =>
    Object.entries(gate?.environments ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? {};
  return environment === '*' ? of('*') : mergeEnvironments(of('*'), of(environment));
}

/** The key that a problem is told at: that of the environment where it is named, else of what lies beneath all. */
function placeOf({ gate }: PolicySource, environment: string): string {
  const named = Object.keys(gate?.environments ?? {}).find((key) => key.toLowerCase() === environment.toLowerCase());
  return `gate.environments.${named ?? '*'}`;
}
