import { escapeMarkdown } from '../../scanners/reports/escape-markdown.ts';
import { count, momentText } from '../checks/in-words.ts';
import type { CheckResult, EvidenceLink, Verdict } from '../verdict.ts';
import { CHECK_TITLES, headlineOf } from './headline.ts';
import { safeLink } from './safe-link.ts';
import { scoreSection } from './score-section.ts';
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
const HEAD = '| Check | Result | Found | Asked | Why |\n| --- | --- | --- | --- | --- |';

/** Markdown of a verdict, for job summaries and check runs. What does not fit is left off from the end, the evidence first, and that is said. */
export function renderVerdict(verdict: Verdict, { badgeUrl, reportUrl, longest = LONGEST }: VerdictLook = {}): string {
  const { environment, repository, checks, at } = verdict;
  const where = `${escapeMarkdown(repository, 200)} to ${escapeMarkdown(environment, 200)}, asked at ${momentText(at)}.`;
  const report = reportUrl === undefined ? '' : ` ${safeLink({ text: 'The whole decision', url: reportUrl })}.`;
  const next = whatNext(verdict).map((sentence) => escapeMarkdown(sentence, REASON));
  const table = checks.length === 0 ? 'The policy makes no checks.' : [HEAD, ...checks.map(row)].join('\n');
  const parts = [
    `## ${escapeMarkdown(headlineOf(verdict), 300)}`,
    ...(next.length > 0 ? [next.join(' ')] : []),
    `${where}${report}`,
    table,
    ...scoreSection(verdict.score, badgeUrl),
    ...checks.filter(hasMoreToShow).map(evidenceOf),
  ];
  return shorten(parts, longest);
}

function row(result: CheckResult): string {
  const { check, value, threshold, sampleSize, reason, passesAt } = result;
  const of = sampleSize === null ? '' : `<br>${SAMPLE_WORDS[check](sampleSize)}`;
  const found = value === null ? 'not known' : `${escapeMarkdown(value, 200)}${of}`;
  const passes = passesAt === null ? '' : `<br>Passes at ${momentText(passesAt)}.`;
  const cells = [CHECK_TITLES[check], resultText(result), found, escapeMarkdown(threshold, 300)];
  return `| ${[...cells, `${escapeMarkdown(reason, REASON)}${passes}`].join(' | ')} |`;
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
function resultText({ state, effect }: Pick<CheckResult, 'state' | 'effect'>): string {
  if (effect === 'block') return `**${STATES[state]}**, blocks`;
  if (effect === 'warn') return state === 'warn' ? STATES.warn : `${STATES[state]}, warns`;
  return state === 'pass' ? STATES.pass : `${STATES[state]}, allowed`;
}

/** What passes needs no proof, and the score has a section of its own. */
function hasMoreToShow({ check, state, evidence }: CheckResult): boolean {
  return evidence.length > 0 && state !== 'pass' && check !== 'trust-score';
}

function evidenceOf({ check, evidence, more }: CheckResult): string {
  const lines = evidence.map((each: EvidenceLink) => `- ${safeLink(each)}`);
  const rest = more > 0 ? [`- and ${more} more`] : [];
  const title = `What ${CHECK_TITLES[check]} rests on`;
  return `<details><summary>${title}</summary>\n\n${[...lines, ...rest].join('\n')}\n\n</details>`;
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
