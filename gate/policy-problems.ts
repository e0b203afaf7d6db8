import type { ConfigProblem } from '../scanners/config/config-problem.ts';
import { CONFIG_PATH } from '../scanners/config/extends-reference.ts';
import type { EnvironmentConfig, SloConfig } from '../scanners/config/gate-config.ts';
import type { GatePolicy } from './policy.ts';

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

/** If everything fails, the burn rate is 1 / (1 - target): a bound above it is none. */
function burnRates({ policy: { checks }, slos, place }: PolicyInQuestion): ConfigProblem[] {
  const { mode, below, services } = checks['burn-rate'];
  if (mode === 'off') return [];
  const found: ConfigProblem[] = [];
  for (const { name, service, target } of slos) {
    if (services.length > 0 && !services.includes(service)) continue;
    const most = 1 / (1 - target);
    if (below <= most) continue;
    found.push(
      problem(`${place}.burn-rate.below`, {
        expected: `at most ${rounded(most)}, the highest burn rate that ${name} of ${service} can have at a target of ${target}`,
        found: String(below),
        cure: 'Lower it, or raise the target: as it is, the check passes even if everything fails.',
      }),
    );
  }
  return found;
}

function isAsked(mode: string | undefined): boolean {
  return mode === 'enforce' || mode === 'warn';
}

function rounded(number: number): string {
  return String(Math.floor(number * 100) / 100);
}

function problem(key: string, rest: Pick<ConfigProblem, 'expected' | 'found' | 'cure'>): ConfigProblem {
  return { file: CONFIG_PATH, key, ...rest };
}
