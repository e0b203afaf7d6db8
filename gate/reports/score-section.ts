import { escapeMarkdown } from '../../scanners/reports/escape-markdown.ts';
import type { TrustScore } from '../trust/trust-score.ts';
import { webAddress } from './safe-link.ts';

const STEPS = 20;
const MOST_CAUSES = 10;
const HEAD = '| Points lost | By | Won back by |\n| ---: | --- | --- |';

/** The score, what it rests on, and what each point was lost by, the most first. */
export function scoreSection(score: TrustScore | null, badgeUrl?: string): string[] {
  if (score === null) return ['### Trust score', 'Nothing that it is made of is known.'];
  const { band, coverage, cap, lost, parts } = score;
  const address = badgeUrl === undefined ? undefined : webAddress(badgeUrl);
  const badge = address === undefined ? [] : [`![trust score ${score.score} of 100](${address})`];
  const rests = coverage >= 1 ? '' : ` It rests on ${Math.floor(coverage * 100)}% of its weights.`;
  const held = cap === null ? '' : ` It is held at ${cap.at}: ${escapeMarkdown(cap.why, 300)}.`;
  const missing = Object.entries(parts).flatMap(([part, judged]) =>
    judged.score === null ? [`- ${part.replace('-', ' ')} is not known: ${escapeMarkdown(judged.why, 300)}`] : [],
  );
  const rows = lost
    .slice(0, MOST_CAUSES)
    .map(({ points, cause, cure }) => `| ${points} | ${escapeMarkdown(cause)} | ${escapeMarkdown(cure)} |`);
  const more = lost.length > MOST_CAUSES ? [`and ${lost.length - MOST_CAUSES} smaller causes`] : [];
  return [
    `### Trust score ${score.score} of 100`,
    ...badge,
    `\`${bar(score.score)}\` ${band.replace('-', ' ')}.${rests}${held}`,
    ...(missing.length > 0 ? [missing.join('\n')] : []),
    ...(rows.length > 0 ? [[HEAD, ...rows].join('\n'), ...more] : []),
  ];
}

/** Full only at 100, empty only at 0. */
function bar(score: number): string {
  const exact = (score / 100) * STEPS;
  const full = score >= 100 ? STEPS : score <= 0 ? 0 : Math.min(STEPS - 1, Math.max(1, Math.round(exact)));
  return '█'.repeat(full) + '░'.repeat(STEPS - full);
}
