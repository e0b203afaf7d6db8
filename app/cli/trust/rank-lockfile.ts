import { type ReadTarget, readTargets } from '../../../scanners/checkout/read-targets.ts';
import type { MaintainerChange } from '../../../scanners/maintainers/index.ts';
import type { ScanFailure } from '../../../scanners/reports/index.ts';
import { EditError } from '../../updates/edit-failure.ts';
import { namedRegistries } from '../../updates/registry/named-registries.ts';
import { registryRoutes } from '../../updates/registry/registry-routes.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createMessages } from '../messages.ts';
import { readSettings } from '../plan/read-settings.ts';
import { registrySettings } from '../registry-settings.ts';
import type { TrustOptions } from '../trust-command.ts';
import { askPackages } from './ask-packages.ts';
import { currentRisk, reaches } from './current-risk.ts';
import { judgePackages } from './judge-packages.ts';
import { type KnownPackage, toKnownPackage } from './known-package.ts';
import { type RankedLockfile, type RankedPackage, rankingText } from './ranking-text.ts';
import { rankingJson } from './trust-json.ts';

/** Packages that cannot be looked at are named one by one up to so many. */
const NAMED = 20;

/** `lockkeeper trust --lockfile`: each package is asked about once, and the riskiest come first. */
export async function rankLockfile(context: CliContext, path: string, options: TrustOptions): Promise<ExitCode> {
  const messages = createMessages(context, options);
  const settings = registrySettings(context, options);
  const now = context.now();
  const failures: ScanFailure[] = [];
  const fail = (failure: ScanFailure): void => {
    failures.push(failure);
    messages.error(describeFailure(failure));
  };
  const targets = await readTargets(context, [path], messages);
  for (const failure of targets.failures) fail(failure);

  const lockfiles: RankedLockfile[] = [];
  // Lockfiles whose projects name other registries are other inventories.
  for (const [key, group] of await byRegistry(targets.lockfiles, { root: targets.root, settings, fail })) {
    const registry = JSON.parse(key) as RegistrySettings;
    const known = new Map<string, KnownPackage>();
    const names = group.flatMap(({ items }) => items.map(({ name }) => name));
    const problems = await askPackages(
      names,
      {
        registry: { ...registry, credentials: settings.credentials },
        now: context.now,
        onProgress: (done, total) => messages.progress(`asking the registry: ${done} of ${total} packages`),
      },
      (snapshot) => void known.set(snapshot.name, toKnownPackage(snapshot, now)),
    );
    messages.done();
    for (const failure of toFailures(problems)) fail(failure);
    messages.progress(`judging ${known.size} packages`);
    const changes = judgePackages([...known.values()], now);
    messages.done();
    for (const target of group) lockfiles.push(rank(target, { known, changes, now, days: options.days }));
  }
  if (lockfiles.length === 0) return EXIT.failed;

  const { stdout } = context;
  const look = { width: stdout.isTTY === true ? stdout.columns : undefined };
  const { days, all } = options;
  stdout.write(
    options.format === 'json'
      ? rankingJson({ lockfiles, failures, now, days })
      : rankingText(lockfiles, { days, all, failed: failures.length }, look),
  );
  if (failures.length > 0) return EXIT.failed;
  const isRisky = lockfiles.some(({ packages }) => packages.some(({ risk }) => reaches(risk.level, options.failOn)));
  return isRisky ? EXIT.found : EXIT.ok;
}

interface Judged {
  known: ReadonlyMap<string, KnownPackage>;
  changes: ReadonlyMap<string, MaintainerChange[]>;
  now: Date;
  days: number;
}

function rank({ path, lockfile, items }: ReadTarget, { known, changes, now, days }: Judged): RankedLockfile {
  const packages = [...Map.groupBy(items, ({ name }) => name)].flatMap(([name, held]): RankedPackage[] => {
    const one = known.get(name);
    if (one === undefined) return [];
    const risk = currentRisk(changes.get(name) ?? [], { now, days });
    const versions = [...new Set(held.map(({ version }) => version))];
    return [{ name, versions, direct: held.some(({ direct }) => direct), known: one, risk }];
  });
  packages.sort(
    (a, b) => b.risk.score - a.risk.score || Number(b.direct) - Number(a.direct) || (a.name < b.name ? -1 : 1),
  );
  return { path, format: lockfile.format, packages };
}

/**
 * The lockfiles by the registries that their packages come from. What a project's own settings name counts only where ours know the
 * host: a lockfile that is not ours would else have its packages' names told to anybody.
 */
async function byRegistry(
  lockfiles: readonly ReadTarget[],
  { root, settings, fail }: { root: string; settings: RegistrySettings; fail: (failure: ScanFailure) => void },
): Promise<Map<string, ReadTarget[]>> {
  const groups = new Map<string, ReadTarget[]>();
  for (const target of lockfiles) {
    const files = await readSettings(root, target);
    try {
      const routes = registryRoutes(settings, namedRegistries({ files, format: target.lockfile.format }));
      const registry: RegistrySettings = {
        default: routes.default,
        scopes: Object.fromEntries([...routes.scopes].sort()),
      };
      const key = JSON.stringify(registry);
      groups.set(key, [...(groups.get(key) ?? []), target]);
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      fail({
        path: target.path,
        expected: 'registries that LOCKKEEPER_REGISTRIES or --registry know',
        found: 'another',
        cure: error.message,
      });
    }
  }
  return groups;
}

function toFailures(problems: readonly { name: string; message: string }[]): ScanFailure[] {
  const failures = problems.slice(0, NAMED).map(
    ({ name, message }): ScanFailure => ({
      path: name,
      expected: 'its document from the registry',
      found: message.replace(/\.$/, ''),
      cure: 'It is not ranked. Try again later, or give its registry (LOCKKEEPER_REGISTRIES).',
    }),
  );
  const more = problems.length - NAMED;
  if (more <= 0) return failures;
  const cure = 'They are not ranked. Try again later, or give their registry (LOCKKEEPER_REGISTRIES).';
  return [
    ...failures,
    { path: 'the registry', expected: 'the documents of all packages', found: `${more} more without`, cure },
  ];
}

function describeFailure({ path, line, expected, found, cure }: ScanFailure): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}: expected ${expected}, found ${found}. ${cure}`;
}
