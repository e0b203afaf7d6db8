import type { ConfigProblem } from '../scanners/config/config-problem.ts';
import { durationMinutes } from '../scanners/config/duration.ts';
import { CONFIG_PATH } from '../scanners/config/extends-reference.ts';
import type { EnvironmentConfig, SloConfig } from '../scanners/config/gate-config.ts';
import { freezeProblem } from './freeze/freeze-problem.ts';
import type { GatePolicy } from './policy.ts';
import { burnPairs, impossiblePairs, maximumBurn } from './slo/index.ts';

export interface PolicyInQuestion {
  policy: GatePolicy;
  written: EnvironmentConfig;
  slos: readonly SloConfig[];
  /** Where the environment's settings are, such as `gate.environments.production`. */
  place: string;
  /** Whether all files were read: what is not there is missing only then. */
  isWhole: boolean;
}

/**
 * What a policy says that cannot be meant: a threshold that nothing reaches, or a freeze that never ends. It is looked at over all files
 * together, so the file is the repository's own, which may not be where it is written.
 */
export function impossibleIn(question: PolicyInQuestion): ConfigProblem[] {
  return [
    ...(question.isWhole ? [...emptyChecks(question), ...unknownServices(question)] : []),
    ...burnRates(question),
    ...freezes(question),
  ];
}

/** A check that is asked for without what it is about. */
function emptyChecks({ policy: { checks }, written, place }: PolicyInQuestion): ConfigProblem[] {
  const found: ConfigProblem[] = [];
  if (isAsked(written.freeze?.mode) && checks.freeze.windows.length === 0) {
    found.push(
      problem(`${place}.freeze.windows`, {
        expected: 'at least one time, as the check is asked for',
        found: 'none',
        cure: 'Add a time, or take the mode away.',
      }),
    );
  }
  if (isAsked(written.soak?.mode) && checks.soak.minimumMinutes === 0) {
    found.push(
      problem(`${place}.soak.minimum`, {
        expected: 'a length of time such as 30m, as the check is asked for',
        found: 'none',
        cure: 'Add minimum, or take the mode away.',
      }),
    );
  }
  const { watchdog } = written.openAlerts ?? {};
  if (watchdog !== undefined && watchdog.sources === undefined) {
    found.push(
      problem(`${place}.open-alerts.watchdog.sources`, {
        expected: 'the sources that have to be heard',
        found: 'none',
        cure: 'Name them, or take the watchdog away.',
      }),
    );
  }
  return found;
}

/** An objective that nobody has would leave the check with nothing to look at. */
function unknownServices({ policy: { checks }, slos, place }: PolicyInQuestion): ConfigProblem[] {
  const { mode, services } = checks['burn-rate'];
  const unknown = mode === 'off' ? [] : services.filter((service) => !slos.some((slo) => slo.service === service));
  return unknown.map((service) =>
    problem(`${place}.burn-rate.services`, {
      expected: 'services of the objectives in slos',
      found: JSON.stringify(service),
      cure: 'Correct the name, or add an objective of the service.',
    }),
  );
}

/** If everything fails, the burn rate is 1 / (1 - target): a bound above it is none, and a pair with a higher factor never fires. */
function burnRates({ policy: { checks }, written, slos, place }: PolicyInQuestion): ConfigProblem[] {
  const { mode, below, window, pairs, services } = checks['burn-rate'];
  if (mode === 'off') return [];
  const found: ConfigProblem[] = [];
  for (const { name, service, target, windowDays } of slos) {
    if (services.length > 0 && !services.includes(service)) continue;
    const most = maximumBurn(target);
    const objective = `${name} of ${service}`;
    if (below > most) {
      found.push(
        problem(`${place}.burn-rate.below`, {
          expected: `at most ${rounded(most)}, the highest burn rate that ${objective} can have at a target of ${target}`,
          found: String(below),
          cure: 'Lower it, or raise the target: as it is, the check passes even if everything fails.',
        }),
      );
    }
    if (durationMinutes(window)! > windowDays * 24 * 60) {
      found.push(
        problem(`${place}.burn-rate.window`, {
          expected: `at most ${windowDays}d, the window of ${objective}`,
          found: window,
          cure: 'Shorten it, or lengthen the window of the objective.',
        }),
      );
    }
    const mute = impossiblePairs(target, windowDays);
    // Where nobody asked for the pairs, those that can fire are enough.
    const isAskedFor = written.burnRate?.pairs === true || mute.length === burnPairs(windowDays).length;
    if (pairs && isAskedFor && mute.length > 0) {
      found.push(
        problem(`${place}.burn-rate.pairs`, {
          expected: `a target at which every pair can fire: ${objective} has ${target}, so its burn rate is never above ${rounded(most)}`,
          found: `the ${mute.map(({ factor, long }) => `factor ${rounded(factor)} over ${long}`).join(', the ')}`,
          cure: 'Raise the target, shorten the window of the objective, or set pairs to false and go by below.',
        }),
      );
    }
  }
  return found;
}

function freezes({ policy: { checks }, place }: PolicyInQuestion): ConfigProblem[] {
  return checks.freeze.windows.flatMap((window) => {
    const found = freezeProblem(window);
    return found === null ? [] : [problem(`${place}.freeze.windows.${window.name}.${found.key}`, found)];
  });
}

function isAsked(mode: string | undefined): boolean {
  return mode === 'enforce' || mode === 'warn';
}

function rounded(number: number): string {
  return String(Math.floor(number * 100) / 100);
}

function problem(
  key: string,
  { expected, found, cure }: Pick<ConfigProblem, 'expected' | 'found' | 'cure'>,
): ConfigProblem {
  return { file: CONFIG_PATH, key, expected, found, cure };
}
