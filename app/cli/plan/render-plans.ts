import type { ScanFailure } from '../../../scanners/reports/index.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import { safeJson } from '../../../scanners/reports/safe-json.ts';
import { groupUpdates, joinSteps, type UpdateGrouping } from '../../../scanners/updates/index.ts';
import type { Look } from '../text-table.ts';
import { VERSION } from '../version.ts';
import { skippedTable, updatesTable } from './plan-tables.ts';
import type { TargetPlan } from './plan-target.ts';
import type { WrittenUpdates } from './write-updates.ts';

export interface PlansToRender {
  plans: readonly TargetPlan[];
  failures: readonly ScanFailure[];
  generatedAt: Date;
  /** Where the advisories came from. */
  advisories: string;
}

export function renderPlans(
  rendered: PlansToRender,
  { format, group }: { format: 'table' | 'json'; group: UpdateGrouping },
  look: Look,
): string {
  return format === 'json' ? safeJson(jsonOf(rendered, group)) : textOf(rendered, group, look);
}

/** Within `version` 1, keys are only added. Strings come from lockfiles, registries and advisories as they are. */
function jsonOf({ plans, failures, generatedAt, advisories }: PlansToRender, group: UpdateGrouping): object {
  return {
    version: 1,
    tool: { name: 'Lockkeeper', version: VERSION },
    generatedAt: generatedAt.toISOString(),
    advisories,
    lockfiles: plans.map(({ target: { path, lockfile }, plan: { updates, skipped }, written }) => ({
      path,
      format: lockfile.format,
      formatVersion: lockfile.formatVersion,
      groups: groupUpdates(updates, group).map((group) => ({
        updates: group,
        steps: joinSteps(group.flatMap(({ steps }) => steps)),
      })),
      skipped,
      ...(written === undefined ? {} : { written }),
    })),
    errors: failures,
  };
}

function textOf({ plans, failures }: PlansToRender, group: UpdateGrouping, look: Look): string {
  const parts = plans.flatMap(({ target: { path, lockfile }, alerts, plan, written = [] }) => {
    if (plan.updates.length + plan.skipped.length === 0) return [];
    const head = `${plainText(path)} (${lockfile.format} ${plainText(lockfile.formatVersion, 20)})`;
    const groups = groupUpdates(plan.updates, group);
    const tables = groups.map((updates, at) => {
      const title = groups.length === 1 ? '' : `set ${at + 1} of ${groups.length}\n`;
      return `${title}${updatesTable(updates, alerts, look)}\n`;
    });
    const skipped = plan.skipped.length === 0 ? [] : [`not updated\n${skippedTable(plan.skipped, alerts, look)}\n`];
    const outcomes = written.length === 0 ? [] : [`${written.map(outcomeText).join('\n')}\n`];
    return [`${head}\n${[...tables, ...skipped, ...outcomes].join('\n')}`];
  });
  return `${[...parts, summary(plans, failures)].join('\n')}\n`;
}

function outcomeText({ updates, files, programs, reasons }: WrittenUpdates): string {
  const names = plainText(updates.join(', '));
  if (reasons.length > 0) {
    return [`not written: ${names}`, ...reasons.map((reason) => `  ${plainText(reason, 1000)}`)].join('\n');
  }
  return `written and proven (${plainText(programs.join(', '))}): ${plainText(files.join(', '))} for ${names}`;
}

function summary(plans: readonly TargetPlan[], failures: readonly ScanFailure[]): string {
  const findings = plans.flatMap(({ alerts }) => alerts).length;
  const cleared = plans.flatMap(({ plan }) => [
    ...new Set(plan.updates.flatMap(({ name, clears }) => clears.map((key) => `${name} ${key}`))),
  ]).length;
  const updates = plans.flatMap(({ plan }) => plan.updates).length;
  const skipped = plans.flatMap(({ plan }) => plan.skipped).length;
  const failed = failures.length === 0 ? '' : `; ${failures.length} could not be read`;
  const groups = plans.flatMap(({ written = [] }) => written);
  const done = groups.filter(({ reasons }) => reasons.length === 0).length;
  const outcome = groups.length === 0 ? '' : `; ${done} of ${count(groups.length, 'set')} written`;
  if (findings === 0) return `Nothing to do: no findings in ${count(plans.length, 'lockfile')}${failed}`;
  return `${count(updates, 'update')} would clear ${cleared} of ${count(findings, 'finding')} in ${count(plans.length, 'lockfile')}; ${skipped} not updated${outcome}${failed}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
