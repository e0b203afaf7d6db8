import { escapeMarkdown } from '../../scanners/reports/escape-markdown.ts';
import { count, momentText } from '../checks/in-words.ts';
import type { CheckResult, EvidenceLink, Verdict } from '../verdict.ts';
import { CHECK_TITLES, headlineOf } from './headline.ts';
import { passesText } from './passes-text.ts';
import { safeLink } from './safe-link.ts';
import { scoreSection } from './score-section.ts';
import { sharedReason, worstEffectFirst } from './shared-reason.ts';
import { whatNext } from './what-next.ts';

export interface VerdictLook {
  /** Where the badge of the trust score is, for those who opted in. */
  badgeUrl?: string;
  /** Where the whole decision can be seen. */
  reportUrl?: string;
  /** In characters. GitHub takes 65,535 in a check run's summary, and more in a job summary. */
  longest?: number;
}

const LONGEST = 60_000;
const REASON = 2000;
const HEAD = '| Check | Result | Why | Found | Asked |\n| --- | --- | --- | --- | --- |';

/** Markdown of a verdict, for job summaries and check runs. What does not fit is left off from the end, the evidence first, and that is said. */
export function renderVerdict(verdict: Verdict, { badgeUrl, reportUrl, longest = LONGEST }: VerdictLook = {}): string {
  const { environment, repository, checks, at } = verdict;
  const where = `${escapeMarkdown(repository, 200)} to ${escapeMarkdown(environment, 200)}, asked at ${momentText(at)}.`;
  const report = reportUrl === undefined ? '' : ` ${safeLink({ text: 'The whole decision', url: reportUrl })}.`;
  const next = whatNext(verdict).map((sentence) => escapeMarkdown(sentence, REASON));
  const shared = sharedReason(verdict);
  const parts = [
    `## ${escapeMarkdown(headlineOf(verdict), 300)}`,
    ...(next.length > 0 ? [next.join(' ')] : []),
    `${where}${report}`,
    ...(shared === undefined ? [tableOf(verdict), ...scoreSection(verdict.score, badgeUrl)] : whyNothing(shared)),
    ...(shared === undefined ? worstEffectFirst(checks).filter(hasMoreToShow).map(evidenceOf) : []),
  ];
  return shorten(parts, longest);
}

function tableOf({ checks, override }: Verdict): string {
  if (checks.length === 0) return 'The policy makes no checks.';
  return [HEAD, ...worstEffectFirst(checks).map((check) => row(check, override !== null))].join('\n');
}

/** Its reason once, and what else there is of it as a list. */
function whyNothing({ reason, evidence, more }: CheckResult): string[] {
  const list = evidence.length > 1 ? [linesOf(evidence, more)] : [];
  return [escapeMarkdown(reason, REASON), ...list];
}

function row(result: CheckResult, overridden: boolean): string {
  const { check, value, threshold, sampleSize, reason, passesAt } = result;
  const of = sampleSize === null || sampleSize === 0 ? '' : `<br>${SAMPLE_WORDS[check](sampleSize)}`;
  const found = value === null ? 'not known' : `${escapeMarkdown(value, 200)}${of}`;
  const passes = passesText(passesAt, reason);
  const why = `${escapeMarkdown(reason, REASON)}${passes && `<br>${passes}`}`;
  return `| ${[CHECK_TITLES[check], resultText(result, overridden), why, found, escapeMarkdown(threshold, 300)].join(' | ')} |`;
}

/** What was looked at, by check. */
const SAMPLE_WORDS: Readonly<Record<CheckResult['check'], (size: number) => string>> = {
  'open-alerts': (size) => `of ${count(size, 'alert')}`,
  'trust-score': (size) => `of ${size}`,
  'burn-rate': (size) => `from ${count(size, 'event')}`,
  'maintainer-changes': (size) => `of ${count(size, 'open change')}`,
  drift: (size) => `of ${count(size, 'open drift')}`,
  freeze: (size) => `of ${count(size, 'window')}`,
  soak: (size) => `of ${size}`,
};

const STATES: Readonly<Record<CheckResult['state'], string>> = {
  pass: 'passed',
  warn: 'warning',
  fail: 'failed',
  'no-data': 'no data',
  'no-traffic': 'no traffic',
  error: 'error',
};

/** `**failed**, blocks`: state and effect are two things. */
function resultText({ state, effect }: Pick<CheckResult, 'state' | 'effect'>, overridden: boolean): string {
  if (effect === 'block') return `**${STATES[state]}**, ${overridden ? 'overridden' : 'blocks'}`;
  if (effect === 'warn') return state === 'warn' ? STATES.warn : `${STATES[state]}, warns`;
  return state === 'pass' ? STATES.pass : `${STATES[state]}, allowed`;
}

/** What passes needs no proof, and the score has a section of its own. */
function hasMoreToShow({ check, state, evidence }: CheckResult): boolean {
  return evidence.length > 0 && state !== 'pass' && check !== 'trust-score';
}

function evidenceOf({ check, evidence, more }: CheckResult): string {
  return `<details><summary>Evidence: ${CHECK_TITLES[check]}</summary>\n\n${linesOf(evidence, more)}\n\n</details>`;
}

function linesOf(evidence: readonly EvidenceLink[], more: number): string {
  const rest = more > 0 ? [`- and ${more} more`] : [];
  return [...evidence.map((each) => `- ${safeLink(each)}`), ...rest].join('\n');
}

function shorten(parts: readonly string[], longest: number): string {
  const note = 'More was left off, as it did not fit here.';
  const kept: string[] = [];
  let length = note.length + 3;
  for (const part of parts) {
    if (length + part.length + 2 > longest) return `${[...kept, note].join('\n\n')}\n`;
    kept.push(part);
    length += part.length + 2;
  }
  return `${kept.join('\n\n')}\n`;
}
