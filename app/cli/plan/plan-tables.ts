import { parse } from 'semver';
import type { AlertFacts } from '../../../scanners/alerts/index.ts';
import {
  bringsVersion,
  type PlannedUpdate,
  type SkippedUpdate,
  type UpdateStep,
} from '../../../scanners/updates/index.ts';
import { type Look, textTable } from '../text-table.ts';

export function updatesTable(updates: readonly PlannedUpdate[], alerts: readonly AlertFacts[], look: Look): string {
  const shown = new Set(updates.map(({ name }) => name));
  const rows = updates.map((update) => [
    update.name,
    update.from.join('\n'),
    update.to === '' ? '(gone)' : update.to,
    wayText(update),
    [
      ...update.clears.map((key) => findingText(update.name, key, alerts)),
      ...(update.reduces ?? []).map((key) => `(${findingText(update.name, key, alerts)})`),
    ].join('\n'),
    [...changesOf(update, shown), ...notesOf(update, shown)].join('\n'),
  ]);
  const table = textTable(['package', 'from', 'to', 'how', 'clears', 'what changes'], rows, look);
  const partly = updates.some(({ reduces = [] }) => reduces.length > 0);
  return partly ? `${table}\nIn brackets: other locked versions stay affected.` : table;
}

/** A new major is what people want to know of first. */
function wayText({ how, from, to }: PlannedUpdate): string {
  const crosses = to !== '' && from.some((version) => parse(version)?.major !== parse(to)?.major);
  return crosses ? `${how} (major)` : how;
}

/** Its own steps in full; those of packages that have a row of their own are only named. */
function changesOf({ name, how, path, steps }: PlannedUpdate, shown: ReadonlySet<string>): string[] {
  const way = path.length === 0 || how === 'direct' ? [] : [`by ${path.join(' > ')}`];
  const own = steps.filter((step) => step.name === name || !shown.has(step.name)).map(stepText);
  const others = steps.filter(bringsVersion).filter((step) => step.name !== name && shown.has(step.name));
  const named = [...new Set(others.map((step) => `${step.name} ${step.version}`))];
  return [...way, ...own, ...(named.length === 0 ? [] : [`with ${named.join(', ')}`])];
}

/** What a person should know of the versions before taking them; of packages with a row of their own it is said there. */
function notesOf({ name, targets = [], passedOver = [] }: PlannedUpdate, shown: ReadonlySet<string>): string[] {
  const isHere = (each: { name: string }) => each.name === name || !shown.has(each.name);
  return [
    ...targets
      .filter(isHere)
      .flatMap((target) => [
        ...(target.ageSkipped
          ? [`young: ${target.name} ${target.version} is of ${day(target.released)}, its publish signals are unchanged`]
          : []),
        ...target.signals.map(({ text }) => `signal: ${target.name}: ${text}`),
      ]),
    ...passedOver.filter(isHere).map((over) => `passed over: ${over.name} ${over.version} ${over.text}`),
  ];
}

function day(iso: string | undefined): string {
  return iso?.slice(0, 10) ?? 'an unknown day';
}

export function skippedTable(skipped: readonly SkippedUpdate[], alerts: readonly AlertFacts[], look: Look): string {
  const rows = skipped.map(({ name, versions, reason, groups, text, path, pinnedTo }) => [
    name,
    versions.join('\n'),
    reason,
    groups.map((key) => findingText(name, key, alerts)).join('\n'),
    [...(path.length === 0 ? [] : [`${pinnedTo === undefined ? 'by' : 'held by'} ${path.join(' > ')}`]), text].join(
      '\n',
    ),
  ]);
  return textTable(['package', 'version', 'reason', 'findings', 'why'], rows, look);
}

function findingText(name: string, key: string, alerts: readonly AlertFacts[]): string {
  const facts = alerts.find(({ packageName, groupKey }) => packageName === name && groupKey === key);
  return `${key} ${facts?.kind === 'malware' ? 'malware' : (facts?.severity ?? '')}`.trim();
}

function stepText(step: UpdateStep): string {
  switch (step.kind) {
    case 'manifest': {
      const file = step.project === '.' ? 'package.json' : `${step.project}/package.json`;
      return `${file}: ${step.alias} ${step.from} → ${step.to}${locks(step.to, step.version)}`;
    }
    case 'lock':
      return `lockfile: ${step.name} ${step.from.join(', ')} → ${step.version}`;
    case 'override':
      return `override: ${step.selector} → ${step.range}${locks(step.range, step.version)}`;
    case 'remove-override':
      return `override: ${step.selector} goes, ${step.keeps.join(', ') || 'nothing'} stays locked`;
  }
}

/** Said where the range does not say it. */
function locks(range: string, version: string): string {
  return range.includes(version) ? '' : ` (locks ${version})`;
}
