import { gatherAdvisories } from '../../../scanners/checkout/gather-advisories.ts';
import { readTargets } from '../../../scanners/checkout/read-targets.ts';
import type { ScanFailure } from '../../../scanners/reports/index.ts';
import { DEFAULT_PLAN_SETTINGS } from '../../../scanners/updates/index.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createMessages } from '../messages.ts';
import type { PlanOptions } from '../plan-command.ts';
import { registrySettings } from '../registry-settings.ts';
import { openAdvisorySource } from '../scan/open-advisory-source.ts';
import { openSources } from './plan-sources.ts';
import { planTarget, type TargetPlan } from './plan-target.ts';
import { renderPlans } from './render-plans.ts';
import { type PlanToWrite, writeUpdates } from './write-updates.ts';

/** `lockkeeper plan`: gathers lockfiles, advisories and what the registry says, decides, writes the plan. */
export async function plan(context: CliContext, path: string, options: PlanOptions): Promise<ExitCode> {
  const messages = createMessages(context, options);
  const source = openAdvisorySource(context, options);
  const registry = registrySettings(context, options);
  const failures: ScanFailure[] = [];
  const fail = (failure: ScanFailure): void => {
    failures.push(failure);
    messages.error(describeFailure(failure));
  };

  const targets = await readTargets(context, [path], messages);
  for (const failure of targets.failures) fail(failure);
  const plans: TargetPlan[] = [];
  if (targets.lockfiles.length > 0) {
    const gathered = await gatherAdvisories(source, targets.lockfiles, messages);
    for (const failure of gathered.failures) fail(failure);
    const { lockfiles } = targets;
    const byVersion = options.osv === 'api';
    const sources = openSources({ lockfiles, source, byVersion, registry, messages, fail });
    for (const target of targets.lockfiles) {
      const planned = await planTarget({
        target,
        folder: targets.root,
        matcher: gathered.matcher,
        sources,
        settings: {
          ...DEFAULT_PLAN_SETTINGS,
          minReleaseAgeDays: options.minReleaseAge,
          allowOverrides: options.allowOverrides === true,
        },
        now: context.now(),
        messages,
      });
      plans.push(options.write !== true ? planned : await write(planned, sources.matcherFor));
    }
  }
  messages.done();

  async function write(planned: TargetPlan, matcherFor: PlanToWrite['matcherFor']): Promise<TargetPlan> {
    const written = await writeUpdates({
      planned,
      folder: targets.root,
      grouping: options.group,
      registry,
      matcherFor,
      env: context.env,
      messages,
    });
    return { ...planned, written };
  }

  if (targets.lockfiles.length === 0) return EXIT.failed;
  const { stdout } = context;
  const look = stdout.isTTY === true ? { color: stdout.hasColors?.() ?? false, width: stdout.columns } : {};
  stdout.write(renderPlans({ plans, failures, generatedAt: context.now(), advisories: source.name }, options, look));
  if (failures.length > 0 || plans.some(({ written = [] }) => written.some(({ reasons }) => reasons.length > 0))) {
    return EXIT.failed;
  }
  const left = plans.some(({ plan: { updates, skipped }, written }) => {
    return skipped.length > 0 || (written === undefined && updates.length > 0);
  });
  return left ? EXIT.found : EXIT.ok;
}

function describeFailure({ path, line, expected, found, cure }: ScanFailure): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}: expected ${expected}, found ${found}. ${cure}`;
}
