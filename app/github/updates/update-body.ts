import type { PlannedAlert } from '../../../db/schema/update-plans.ts';
import type { LockedCopy, UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import type { Exploitation } from '../../../scanners/exploits/index.ts';
import { comparePrecedence } from '../../../scanners/osv/index.ts';
import { isAbout, type PlannedUpdate, type SkippedUpdate } from '../../../scanners/updates/index.ts';
import { commandUsage } from '../../commands/usage.ts';
import { codeSpan } from '../markdown.ts';
import { asManyAsFit, markdownTable } from './markdown-table.ts';
import { advisoryLinks, outsideText, versionsText } from './outside-text.ts';
import { overrideLines } from './override-lines.ts';
import { unknownSignalLines, updatesTable } from './updates-table.ts';

export interface UpdateToDescribe {
  /** The lockfile's path in the repository. */
  path: string;
  updates: readonly PlannedUpdate[];
  alerts: readonly PlannedAlert[];
  skipped: readonly SkippedUpdate[];
  proof: UpdateProof;
  exploitationOf: (alert: PlannedAlert) => Exploitation;
  /** Why nothing is known of exploitation, where that is so. */
  exploitationMissing?: string;
  /** Since when a version that turned out to be malware was there, for roll-backs. */
  exposures: readonly Exposure[];
}

export interface Exposure {
  name: string;
  version: string;
  /** ISO 8601. */
  since: string;
  /** The pull request that brought it in, where it was one of ours. */
  number?: number;
}

/** GitHub takes 65,536 characters; the sections share them, and leave some for what is always there. */
const BUDGET = {
  updates: 20_000,
  unknown: 1_500,
  proof: 12_000,
  skipped: 12_000,
  refused: 4_000,
  passedOver: 3_000,
  overrides: 3_000,
  exposures: 2_000,
};

/** The text of an update pull request. The same facts give the same text: what changes by the day alone is not in it. */
export function updateBody(given: UpdateToDescribe): string {
  const { path, updates, proof, exposures } = given;
  const parts = [
    intro(given),
    section('Exposure', list(exposures.map(exposureLine), BUDGET.exposures)),
    updatesTable(given, BUDGET.updates),
    list(unknownSignalLines(updates), BUDGET.unknown),
    section('Overrides', list(overrideLines(updates, proof), BUDGET.overrides)),
    given.exploitationMissing === undefined ? '' : outsideText(given.exploitationMissing),
    section('Proof', proofText(updates, proof)),
    section('Not included', list(refusedLines(proof), BUDGET.refused)),
    section('Passed over', list(passedOverLines(updates), BUDGET.passedOver)),
    section('Skipped', skippedTable(given)),
    commands(),
    `<!-- lockkeeper:update ${path.slice(0, 300).replace(/[^A-Za-z0-9._/-]/g, '?')} -->`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function intro({ path, updates, alerts, skipped }: UpdateToDescribe): string {
  const cleared = alerts.filter((alert) => updates.some((update) => isAbout(update, alert)));
  const malware = cleared.filter(({ kind }) => kind === 'malware').length;
  const findings = `${cleared.length} finding${cleared.length === 1 ? '' : 's'}`;
  const warned = malware > 0 ? ' **Malware is among them: treat machines that installed it as compromised.**' : '';
  if (updates.every(isRemoval)) {
    return `This pull request takes out what Lockkeeper added to ${codeSpan(path)}'s project and what is not needed any more. Nothing that is locked changes.`;
  }
  const left = new Set(skipped.flatMap(({ name, groups }) => groups.map((group) => `${name} ${group}`))).size;
  const others = left === 0 ? '' : ` ${left} ${left === 1 ? 'is' : 'are'} left, for the reasons below.`;
  return `This pull request clears ${findings} in ${codeSpan(path)}.${others}${warned}`;
}

function isRemoval({ how }: PlannedUpdate): boolean {
  return how === 'unneeded-override';
}

function passedOverLines(updates: readonly PlannedUpdate[]): string[] {
  return updates.flatMap(({ passedOver = [] }) =>
    passedOver.map(({ name, version, text: why }) => `${outsideText(`${name} ${version}`)} ${outsideText(why, 600)}`),
  );
}

function proofText(updates: readonly PlannedUpdate[], { before, after, programs }: UpdateProof): string {
  const names = [...new Set(updates.map(({ name }) => name))].sort();
  const rows = names.map((name) => [outsideText(name), copies(before, name), copies(after, name)]);
  const how = programs.length === 0 ? '' : ` with ${programs.map((program) => codeSpan(program)).join(', ')}`;
  const cleared = updates.every(isRemoval) ? '' : 'no copy is left that the findings above are about, ';
  const said = `The lockfile was made${how}, parsed and matched again: ${cleared}no new finding came in, every package gets what it asks for, and the package manager's own frozen check passes. No script of any package was run.`;
  return `${said}\n\n${markdownTable(['Package', 'Locked before', 'Locked after'], rows, BUDGET.proof)}`;
}

const MANY_COPIES = 20;

function copies(all: readonly LockedCopy[], name: string): string {
  const versions = Map.groupBy(
    all.filter((copy) => copy.name === name),
    ({ version }) => version,
  );
  if (versions.size === 0) return 'none';
  return [...versions]
    .sort(([a], [b]) => comparePrecedence(a, b))
    .slice(0, MANY_COPIES)
    .map(([version, { length }]) => `${outsideText(version)}${length === 1 ? '' : ` (${length} places)`}`)
    .join('<br>');
}

function refusedLines({ refused }: UpdateProof): string[] {
  return refused.map(
    ({ packages, reasons }) => `${outsideText(packages.join(', '))}: ${outsideText(reasons.join(' '), 600)}`,
  );
}

function skippedTable({ skipped }: UpdateToDescribe): string {
  const rows = skipped.map((skip) => {
    const { name, versions, groups, text, path } = skip;
    const chain = path.length === 0 ? '' : `<br>${outsideText(path.join(' > '), 200)}`;
    return [
      `${outsideText(name)} ${versionsText(versions)}`,
      advisoryLinks(groups).join('<br>'),
      `**${reasonText(skip)}**${chain}<br>${outsideText(text, 600)}`,
    ];
  });
  return markdownTable(['Package', 'Findings', 'Why'], rows, BUDGET.skipped);
}

function reasonText({ reason, path }: SkippedUpdate): string {
  const parent = path.at(-1);
  if (reason === 'waiting-on-parent' && parent !== undefined) return `waiting on ${outsideText(parent, 100)}`;
  return reason.replaceAll('-', ' ');
}

/** Of what did not come by us it is only known since when we know of it. */
function exposureLine({ name, version, since, number }: Exposure): string {
  const at = `${since.slice(0, 16).replace('T', ' ')} UTC`;
  const locked =
    number === undefined
      ? `It is known to be locked here since ${at}, and may have been before: whatever was ever installed from this lockfile with it is suspect.`
      : `It was locked here since ${at}, brought in by #${number}: whatever was installed from this lockfile since then is suspect.`;
  return `${outsideText(name)} ${outsideText(version)} turned out to be malware. ${locked}`;
}

function commands(): string {
  const lines = Object.values(commandUsage).map(({ usage, does }) => `\`${usage}\`: ${does}`);
  return `<details><summary>Commands, as comments</summary>\n\n${lines.map((line) => `- ${line}`).join('\n')}\n\n</details>`;
}

function section(title: string, content: string): string {
  return content === '' ? '' : `### ${title}\n\n${content}`;
}

function list(lines: readonly string[], budget: number): string {
  const { shown, left } = asManyAsFit(lines, budget);
  return [...shown.map((line) => `- ${line}`), ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}
