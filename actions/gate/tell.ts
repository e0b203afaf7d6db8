import { annotationsOf } from '../../gate/reports/annotations-of.ts';
import { headlineOf } from '../../gate/reports/headline.ts';
import { renderText } from '../../gate/reports/render-text.ts';
import { renderVerdict } from '../../gate/reports/render-verdict.ts';
import { escapeMarkdown } from '../../scanners/reports/escape-markdown.ts';
import { plainText } from '../../scanners/reports/plain-text.ts';
import type { ActionError } from './action-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { ActionInputs } from './inputs.ts';
import type { Machine } from './machine.ts';
import type { Outcome } from './outcome.ts';
import { annotation, type Level, output } from './runner/commands.ts';

/** GitHub takes one megabyte of a step's summary. */
const LONGEST_SUMMARY = 400_000;
const DRY_RUN = '> Dry run: no deploy hangs on this.';

type Asked = Pick<ActionInputs, 'dryRun' | 'onError'>;

/** Outputs, job summary, annotations and log of a verdict. */
export function tellOutcome(
  machine: Machine,
  { verdict, figures, reportUrl, notes = [] }: Outcome,
  { dryRun }: Asked,
): void {
  const { openCritical, burnRate } = figures;
  setOutputs(machine, {
    verdict: verdict.verdict,
    score: textOf(verdict.score?.score ?? null),
    'open-critical': textOf(openCritical),
    'burn-rate': textOf(burnRate),
    report: JSON.stringify(verdict),
    'report-url': reportUrl ?? '',
  });
  const figureLine = `Open critical alerts: ${textOf(openCritical) || 'not known'}. Trust score: ${textOf(verdict.score?.score ?? null) || 'not known'}.`;
  // Not a link: whoever follows it without a token is refused.
  const way = reportUrl === undefined ? undefined : `\`GET ${new URL(reportUrl).pathname}\``;
  const kept = way === undefined ? '' : `\nKept by the service, which shows it to a token: ${way}\n`;
  const intro = dryRun ? `${DRY_RUN} ${figureLine}\n\n` : '';
  writeSummary(machine, `${intro}${renderVerdict(verdict, { longest: LONGEST_SUMMARY })}${kept}`);
  for (const note of notes) machine.print(`note: ${plainText(note, 2000)}\n`);
  if (dryRun) machine.print(`Dry run. ${figureLine}\n`);
  machine.print(renderText(verdict));
  if (reportUrl !== undefined)
    machine.print(`The whole decision, for a token of the service: ${plainText(reportUrl)}\n`);
  // A policy that cannot be read stops every check with the same words.
  const said = new Set<string>();
  const told = annotationsOf(verdict).filter(({ message }) => !said.has(message) && said.add(message));
  for (const { level, title, message } of told) machine.print(annotation(dryRun ? 'notice' : level, title, message));
}

/** The last line, so that the reason for a failed step is where people look. */
export function tellEnd({ print }: Machine, { verdict }: Outcome, code: ExitCode): void {
  if (code === EXIT.ahead) return;
  print(annotation('error', 'Lockkeeper', headlineOf(verdict)));
}

/** That no verdict came, and what is done about it. */
export function tellError(machine: Machine, error: ActionError, asked: Asked, code: ExitCode): void {
  setOutputs(machine, {
    verdict: 'error',
    score: '',
    'open-critical': '',
    'burn-rate': '',
    report: '',
    'report-url': '',
  });
  const goes = asked.dryRun
    ? 'It is a dry run, which never fails.'
    : `on-error is ${asked.onError}, so the deploy goes ahead undecided.`;
  const next =
    code === EXIT.ahead
      ? goes
      : 'Nothing could be decided, so the deploy does not go ahead. Nothing that is known speaks against it.';
  const title = 'Lockkeeper could not decide';
  const summary = [`## Could not decide`, escapeMarkdown(error.message, 3000), escapeMarkdown(next, 500)];
  writeSummary(machine, `${[...(asked.dryRun ? [DRY_RUN] : []), ...summary].join('\n\n')}\n`);
  const level: Level = code !== EXIT.ahead ? 'error' : asked.dryRun || asked.onError === 'allow' ? 'notice' : 'warning';
  machine.print(annotation(level, title, `${error.message} ${next}`));
}

function setOutputs({ env, append }: Machine, outputs: Readonly<Record<string, string>>): void {
  const file = env['GITHUB_OUTPUT'];
  if (!file) return;
  append(
    file,
    Object.entries(outputs)
      .map(([name, value]) => output(name, value))
      .join(''),
  );
}

function writeSummary({ env, append }: Machine, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file) append(file, `${markdown}\n`);
}

function textOf(figure: number | null): string {
  return figure === null ? '' : String(Math.round(figure * 1000) / 1000);
}
