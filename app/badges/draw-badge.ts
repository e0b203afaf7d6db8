import { makeBadge } from 'badge-maker';
import type { Verdict } from '../../gate/index.ts';
import type { TrustBand } from '../../gate/trust/index.ts';
import { plainText } from '../../scanners/reports/index.ts';

/** Those of the score's bands, and grey for what is not known: it never looks good. White text is read on each of them (4.5 to 1). */
const COLOURS: Readonly<Record<TrustBand | 'unknown', string>> = {
  red: '#b91c1c',
  orange: '#b45309',
  green: '#4d7c0f',
  'dark-green': '#14532d',
  unknown: '#6b7280',
};

/** `92 of 100`, with how much of it is known where not all is. SVG without a script. */
export function drawTrust({ score }: Pick<Verdict, 'score'>): string {
  if (score === null) return draw('trust score', 'unknown', COLOURS.unknown);
  const known = score.coverage < 1 ? `, ${Math.floor(score.coverage * 100)}% known` : '';
  return draw('trust score', `${score.score} of 100${known}`, COLOURS[score.band]);
}

/** Whether a deploy may go ahead. What could not be decided is no block, and an override no clean bill. */
export function drawGate({
  verdict,
  decided,
  override,
  environment,
}: Pick<Verdict, 'verdict' | 'decided' | 'override' | 'environment'>): string {
  const label = plainText(`deploy to ${environment}`, 50);
  if (override !== null) return draw(label, 'overridden', COLOURS.orange);
  if (verdict === 'allow') return draw(label, 'may go ahead', COLOURS['dark-green']);
  if (verdict === 'warn') return draw(label, 'may go ahead, with warnings', COLOURS.orange);
  return decided ? draw(label, 'blocked', COLOURS.red) : draw(label, 'could not decide', COLOURS.unknown);
}

function draw(label: string, message: string, color: string): string {
  return makeBadge({ label, message, color });
}
