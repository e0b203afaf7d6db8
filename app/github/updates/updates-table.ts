import {
  bringsVersion,
  isAbout,
  type PlannedUpdate,
  type UpdateTarget,
  type UpdateWay,
} from '../../../scanners/updates/index.ts';
import { markdownTable } from './markdown-table.ts';
import { advisoryLinks, outsideText, versionsText } from './outside-text.ts';
import type { UpdateToDescribe } from './update-body.ts';

/** What becomes of each package, by which way, for which findings. */
export function updatesTable(given: UpdateToDescribe, budget: number): string {
  const fixes = given.updates.filter(({ how }) => how !== 'unneeded-override');
  const rows = fixes.map((update) => [
    `**${outsideText(update.name)}**`,
    `${versionsText(update.from)} → ${update.to === '' ? '(gone)' : outsideText(update.to, 60)}`,
    wayText(update),
    findings(update, given),
    releaseText(update),
  ]);
  return markdownTable(['Package', 'Version', 'How', 'Clears', 'Release'], rows, budget);
}

/** Registries that leave these away leave them away for all packages: said once, not in every row. */
export function unknownSignalLines(updates: readonly PlannedUpdate[]): string[] {
  const known = updates
    .flatMap((update) => targetOf(update) ?? [])
    .filter(({ unknownSignals: { length } }) => length > 0);
  const alike = Map.groupBy(known, ({ unknownSignals }) => unknownSignals.join(', '));
  return [...alike].map(([signals, targets]) => {
    const packages = [...new Set(targets.map(({ name, version }) => `${name} ${version}`))].join(', ');
    return `The registry does not tell ${outsideText(signals)} of ${outsideText(packages)}: whether these changed is not known.`;
  });
}

const WAYS: Record<UpdateWay, string> = {
  direct: 'direct',
  transitive: "within its parents' ranges",
  parent: 'by its parent',
  override: 'override in the manifest',
  rollback: 'roll-back',
  'unneeded-override': 'override taken out',
};

function wayText({ name, how, path, steps, targets = [] }: PlannedUpdate): string {
  const own = steps.filter((step) => step.name === name);
  const others = new Set(
    steps
      .filter(bringsVersion)
      .filter((step) => step.name !== name)
      .map((step) => `${step.name} ${fromOf(step)}${step.version}`),
  );
  const overridden = how !== 'override' && own.some(({ kind }) => kind === 'override') ? ', by an override' : '';
  const via = how === 'direct' || path.length === 0 ? '' : `<br>${outsideText(path.join(' > '), 200)}`;
  const along = others.size === 0 ? '' : `<br>with ${outsideText([...others].join(', '))}`;
  return `${WAYS[how]}${overridden}${via}${along}`;

  /** How far a parent moves is for people to see. */
  function fromOf(step: { name: string; version: string }): string {
    const from = targets.find((each) => each.name === step.name && each.version === step.version)?.from ?? [];
    return from.length === 0 ? '' : `${from.join(', ')} → `;
  }
}

function findings(update: PlannedUpdate, { alerts, exploitationOf }: UpdateToDescribe): string {
  const about = new Map(alerts.filter((alert) => isAbout(update, alert)).map((alert) => [alert.groupKey, alert]));
  return advisoryLinks([...about.keys()], (group) => {
    const alert = about.get(group)!;
    const partly = update.clears.includes(group) ? '' : ' (other locked versions stay affected)';
    const level = alert.kind === 'malware' ? 'malware' : alert.severity;
    const { knownExploited, epss } = exploitationOf(alert);
    const exploited = knownExploited ? ', **known exploited**' : '';
    const likely = epss === undefined ? '' : `, EPSS ${(epss * 100).toFixed(1)} %`;
    return ` (${level}${exploited}${likely})${partly}`;
  }).join('<br>');
}

const MANY_SIGNALS = 8;

/** When it was published, how that differs from before, and where its notes should be. */
function releaseText(update: PlannedUpdate): string {
  const target = targetOf(update);
  if (target === undefined) return '';
  const { released, ageSkipped, signals, notes } = target;
  const lines = [
    ...(released === undefined ? [] : [`published ${outsideText(released.slice(0, 10))}`]),
    ...(ageSkipped ? ['younger than min-release-age: taken since it fixes, and was published as before'] : []),
    ...signals.slice(0, MANY_SIGNALS).map((signal) => `**${outsideText(signal.text, 200)}**`),
    ...(notes === undefined ? [] : [notesLink(notes)]),
  ];
  return lines.filter((line) => line !== '').join('<br>');
}

function targetOf({ name, to, targets = [] }: PlannedUpdate): UpdateTarget | undefined {
  return targets.find((each) => each.name === name && each.version === to);
}

/** The package says where that is; nobody checked it. */
function notesLink(address: string): string {
  if (address.length > 500 || !URL.canParse(address) || !address.startsWith('https://')) return '';
  const { origin, pathname, search } = new URL(address);
  const href = `${origin}${pathname}${search}`.replace(
    /[()|<>*_~`\\[\]\s]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `[release notes](${href})`;
}
