import { type core, ZodArray, ZodObject } from 'zod';
import type { ConfigProblem } from './config-problem.ts';
import { type ConfigFile, configSchema } from './config-schema.ts';
import { gateFaultsOf } from './gate-faults.ts';
import { knownKeys } from './known-keys.ts';
import { nearestKey } from './nearest-key.ts';
import { keyOf, readYaml, type YamlReading } from './read-yaml.ts';
import type { RepositoryConfig } from './repository-config.ts';
import { shown } from './shown.ts';
import { toGateConfig, toSloConfig } from './to-gate-config.ts';
import { toMaintainersConfig } from './to-maintainers-config.ts';
import { toSuppressConfig, toUpdatesConfig } from './to-updates-config.ts';

const MAX_PROBLEMS = 50;
const CONFIG_KEYS = Object.keys(configSchema.shape);

/**
 * Reads `.github/lockkeeper.yml`. It never throws: whatever is wrong is a problem and is left out (a wrong item leaves
 * its list, a wrong key counts as not written), and the rest is used.
 */
export function readRepositoryConfig({ file, text }: { file: string; text: string }): {
  config: RepositoryConfig;
  problems: ConfigProblem[];
} {
  const yaml = readYaml({ file, text });
  const problems = [...yaml.problems];
  const used: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(topOf(yaml, report))) {
    const schema = Object.hasOwn(configSchema.shape, key)
      ? configSchema.shape[key as keyof ConfigFile].unwrap()
      : undefined;
    if (schema === undefined) {
      reportUnknown([key], CONFIG_KEYS);
      continue;
    }
    const good = goodPart(schema, value, key);
    const result = schema.safeParse(good);
    if (result.success) used[key] = result.data;
    else reportIssues(result.error.issues, value, [key]);
  }
  const config = toConfig(used as ConfigFile);
  const faults = gateFaultsOf(problems, CONFIG_KEYS);
  if (faults.length > 0) config.gateFaults = faults;
  return { config, problems: atMost(MAX_PROBLEMS, problems) };

  function goodPart(schema: core.$ZodType, value: unknown, key: string): unknown {
    if (schema instanceof ZodArray && Array.isArray(value)) return goodItems(schema.element, value, key);
    return schema instanceof ZodObject && isMap(value) ? goodSettings(schema, value, key) : value;
  }

  /** In a map of settings a wrong one counts as not written, and the others hold. */
  function goodSettings(schema: ZodObject, settings: object, key: string): object {
    const result = schema.safeParse(settings);
    if (result.success) return settings;
    reportIssues(result.error.issues, settings, [key]);
    const wrong = new Set(
      result.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(0, 1),
      ),
    );
    return Object.fromEntries(Object.entries(settings).filter(([name]) => !wrong.has(name)));
  }

  /** A wrong part costs the whole item: a suppression without its misspelt `path` would hold more than was meant. */
  function goodItems(schema: core.$ZodType, items: unknown[], key: string): unknown[] {
    return items.filter((item, index) => {
      const result = (schema as typeof configSchema).safeParse(item);
      if (!result.success) reportIssues(result.error.issues, item, [key, index]);
      return result.success;
    });
  }

  function reportIssues(issues: readonly core.$ZodIssue[], value: unknown, at: PropertyKey[]): void {
    for (const issue of issues) {
      const path = [...at, ...issue.path];
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) reportUnknown([...path, key], knownKeys(configSchema, path));
        continue;
      }
      const found = valueAt(value, issue.path);
      report(path, {
        expected: issue.message,
        found: issue.code === 'custom' && typeof found === 'object' ? 'neither' : shown(found),
        cure: cureFor(path, found),
      });
    }
  }

  function reportUnknown(path: PropertyKey[], known: readonly string[]): void {
    const key = String(path.at(-1));
    const meant = nearestKey(key, known);
    report(path, {
      expected: `one of the keys ${known.join(', ')}`,
      found: shown(key),
      cure: meant === undefined ? 'Take it away.' : `Did you mean ${meant}?`,
    });
  }

  /** What was refused as YAML (a tag, an alias) is missing now, and has been said already. */
  function report(path: PropertyKey[], problem: Pick<ConfigProblem, 'expected' | 'found' | 'cure'>): void {
    const key = keyOf(path);
    if (key !== '' && yaml.problems.some((told) => told.key === key)) return;
    problems.push({ file, key, line: yaml.lineOf(path), ...problem });
  }
}

function topOf(
  { value }: YamlReading,
  report: (path: PropertyKey[], problem: Pick<ConfigProblem, 'expected' | 'found' | 'cure'>) => void,
): object {
  if (value === undefined || value === null) return {};
  if (isMap(value)) return value;
  report([], { expected: 'a map of settings', found: shown(value), cure: 'Write keys, such as tags: [tier-1].' });
  return {};
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cureFor(path: readonly PropertyKey[], found: unknown): string {
  const isOfGate = path[0] === 'gate' || path[0] === 'slos';
  const used = typeof path[1] === 'number' ? 'this item is not used' : 'this key counts as not written';
  // What is left of a policy could be more lenient than what was written.
  const loses = isOfGate ? 'the gate lets nothing pass' : used;
  if (found === undefined) return `Add ${String(path.at(-1))}; until then ${loses}.`;
  if (found === null) return `Write its value, or take it away; until then ${loses}.`;
  return `Correct it; until then ${loses}.`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}

function toConfig(file: ConfigFile): RepositoryConfig {
  const config: RepositoryConfig = {
    ignorePaths: file['ignore-paths'] ?? [],
    tags: file.tags ?? [],
    suppressions: file.suppressions ?? [],
  };
  const failOn = file['pull-requests']?.['fail-on'];
  if (failOn !== undefined) config.failOn = failOn;
  if (file.updates !== undefined) config.updates = toUpdatesConfig(file.updates);
  if (file.suppress !== undefined) config.suppress = toSuppressConfig(file.suppress);
  if (file.maintainers !== undefined) config.maintainers = toMaintainersConfig(file.maintainers);
  if (file.gate !== undefined) config.gate = toGateConfig(file.gate);
  if (file.slos !== undefined) config.slos = file.slos.map(toSloConfig);
  if (file.dashboard !== undefined) config.dashboard = file.dashboard;
  if (file._extends !== undefined) config.extends = file._extends;
  return config;
}

function atMost(count: number, problems: ConfigProblem[]): ConfigProblem[] {
  if (problems.length <= count) return problems;
  const last: ConfigProblem = {
    file: problems[0]!.file,
    key: '',
    expected: `at most ${count} problems`,
    found: `${problems.length - count} more`,
    cure: 'Correct those above first.',
  };
  return [...problems.slice(0, count), last];
}
