import type { PlannedAlert } from '../../../db/schema/update-plans.ts';
import type { LockedCopy, UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import type { Exploitation } from '../../../scanners/exploits/index.ts';
import { comparePrecedence } from '../../../scanners/osv/index.ts';
import { advisoryUrl, escapeMarkdown } from '../../../scanners/reports/index.ts';
import { bringsVersion, isAbout, type PlannedUpdate, type SkippedUpdate } from '../../../scanners/updates/index.ts';
import { commandUsage } from '../../commands/usage.ts';
import { asManyAsFit, markdownTable } from './markdown-table.ts';
import { overrideLines } from './override-lines.ts';

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

/** GitHub takes 65,536 characters; the sections share them. */
const BUDGET = {
  updates: 24_000,
  proof: 14_000,
  skipped: 14_000,
  refused: 5_000,
  passedOver: 3_000,
  overrides: 3_000,
  exposures: 2_000,
};
const LONGEST = 300;

/** The text of an update pull request. The same facts give the same text: what changes by the day alone is not in it. */
export function updateBody(given: UpdateToDescribe): string {
  const { path, updates, proof, exposures } = given;
  const parts = [
    intro(given),
    section('Exposure', list(exposures.map(exposureLine), BUDGET.exposures)),
    updatesTable(given),
    section('Overrides', list(overrideLines(updates, proof), BUDGET.overrides)),
    given.exploitationMissing === undefined ? '' : text(given.exploitationMissing),
    section('Proof', proofText(updates, proof)),
    section('Not included', list(refusedLines(proof), BUDGET.refused)),
    section('Passed over', list(passedOverLines(updates), BUDGET.passedOver)),
    section('Skipped', skippedTable(given)),
    commands(),
    `<!-- lockkeeper:update ${path.replace(/[^A-Za-z0-9._/-]/g, '?')} -->`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function intro({ path, updates, alerts }: UpdateToDescribe): string {
  const cleared = alerts.filter((alert) => updates.some((update) => isAbout(update, alert)));
  const malware = cleared.filter(({ kind }) => kind === 'malware').length;
  const findings = `${cleared.length} finding${cleared.length === 1 ? '' : 's'}`;
  const warned = malware > 0 ? ' **Malware is among them: treat machines that installed it as compromised.**' : '';
  if (updates.every(isRemoval)) {
    return `This pull request takes out what Lockkeeper added to ${code(path)}'s project and what is not needed any more. Nothing that is locked changes.`;
  }
  return `This pull request clears ${findings} in ${code(path)}.${warned}`;
}

function isRemoval({ how }: PlannedUpdate): boolean {
  return how === 'unneeded-override';
}

function updatesTable({ updates, alerts, exploitationOf }: UpdateToDescribe): string {
  const fixes = updates.filter((update) => !isRemoval(update));
  const rows = fixes.map((update) => [
    `**${text(update.name)}**`,
    `${update.from.map((version) => text(version)).join(', ')} → ${update.to === '' ? '(gone)' : text(update.to)}`,
    wayText(update),
    findings(update, alerts, exploitationOf),
    releaseText(update),
  ]);
  return markdownTable(['Package', 'Version', 'How', 'Clears', 'Release'], rows, BUDGET.updates);
}

function wayText({ name, how, path, steps }: PlannedUpdate): string {
  const own = steps.filter((step) => step.name === name);
  const others = [
    ...new Set(
      steps
        .filter(bringsVersion)
        .filter((step) => step.name !== name)
        .map((each) => `${each.name} ${each.version}`),
    ),
  ];
  const overridden = own.some(({ kind }) => kind === 'override') ? ' (an override in the manifest)' : '';
  const via = how === 'direct' || path.length === 0 ? '' : ` by ${text(path.join(' > '), 200)}`;
  const along = others.length === 0 ? '' : `<br>with ${text(others.join(', '), 300)}`;
  return `${how}${overridden}${via}${along}`;
}

const MANY_FINDINGS = 12;

function findings(
  update: PlannedUpdate,
  alerts: readonly PlannedAlert[],
  exploitationOf: UpdateToDescribe['exploitationOf'],
): string {
  const about = alerts.filter((alert) => isAbout(update, alert));
  const shown = about.slice(0, MANY_FINDINGS).map((alert) => {
    const partly = update.clears.includes(alert.groupKey) ? '' : ' (other locked versions stay affected)';
    const level = alert.kind === 'malware' ? 'malware' : alert.severity;
    const { knownExploited, epss } = exploitationOf(alert);
    const exploited = knownExploited ? ', **known exploited**' : '';
    const likely = epss === undefined ? '' : `, EPSS ${(epss * 100).toFixed(1)} %`;
    return `${link(alert.groupKey)} (${level}${exploited}${likely})${partly}`;
  });
  const left = about.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('<br>');
}

/** When it was published, how that differs from before, and where its notes should be. */
function releaseText({ name, to, targets = [] }: PlannedUpdate): string {
  const target = targets.find((each) => each.name === name && each.version === to);
  if (target === undefined) return '';
  const { released, ageSkipped, signals, unknownSignals, notes } = target;
  const lines = [
    ...(released === undefined ? [] : [`published ${released.slice(0, 10)}`]),
    ...(ageSkipped ? ['younger than min-release-age: taken since it fixes, and was published as before'] : []),
    ...signals.slice(0, MANY_SIGNALS).map((signal) => `**${text(signal.text)}**`),
    ...(unknownSignals.length === 0 ? [] : [`the registry does not tell: ${text(unknownSignals.join(', '))}`]),
    ...(notes === undefined ? [] : [notesLink(notes)]),
  ];
  return lines.join('<br>');
}

const MANY_SIGNALS = 8;

/** The package says where that is; nobody checked it. */
function notesLink(address: string): string {
  if (!URL.canParse(address) || !address.startsWith('https://')) return '';
  const href = new URL(address).href.replace(/[()|<>\s]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `[release notes](${href})`;
}

function passedOverLines(updates: readonly PlannedUpdate[]): string[] {
  return updates.flatMap(({ passedOver = [] }) =>
    passedOver.map(({ name, version, text: why }) => `${text(`${name} ${version}`)} ${text(why, 400)}`),
  );
}

function proofText(updates: readonly PlannedUpdate[], { before, after, programs }: UpdateProof): string {
  const names = [...new Set(updates.map(({ name }) => name))].sort();
  const rows = names.map((name) => [text(name), copies(before, name), copies(after, name)]);
  const how = programs.length === 0 ? '' : ` with ${programs.map((program) => code(program)).join(', ')}`;
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
    .map(([version, { length }]) => `${text(version)}${length === 1 ? '' : ` (${length} places)`}`)
    .join('<br>');
}

function refusedLines({ refused }: UpdateProof): string[] {
  return refused.map(({ packages, reasons }) => `${text(packages.join(', '))}: ${text(reasons.join(' '), 600)}`);
}

function skippedTable({ skipped }: UpdateToDescribe): string {
  const rows = skipped.map((skip) => {
    const { name, versions, groups, reason, text: why, path } = skip;
    const chain = path.length === 0 ? '' : `<br>${text(path.join(' > '), 200)}`;
    return [
      `${text(name)} ${text(versions.join(', '))}`,
      groups.slice(0, MANY_FINDINGS).map(link).join('<br>'),
      `**${reason}**${chain}<br>${text(why, 600)}`,
    ];
  });
  return markdownTable(['Package', 'Findings', 'Why'], rows, BUDGET.skipped);
}

function exposureLine({ name, version, since, number }: Exposure): string {
  const by = number === undefined ? '' : `, brought in by #${number}`;
  return `${text(name)} ${text(version)} turned out to be malware. It was locked here since ${since.slice(0, 16).replace('T', ' ')} UTC${by}: whatever was installed from this lockfile since then is suspect.`;
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

function link(id: string): string {
  return `[${text(id)}](${advisoryUrl(id)})`;
}

function text(value: string, longest = LONGEST): string {
  return escapeMarkdown(value, longest);
}

function code(value: string): string {
  return `\`${value.replace(/[`\p{Cc}\p{Cf}]/gu, ' ').slice(0, LONGEST)}\``;
}
