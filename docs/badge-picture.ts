import { drawGate, drawTrust } from '../app/badges/draw-badge.ts';
import { bandOf, type GrantedOverride } from '../gate/index.ts';

const ROW = 28;
const COLUMN = 230;

/** Every state of the badges in one picture. */
export function badgePicture(): string {
  const trust = [scored(34), scored(62), scored(78), scored(93, 0.64), { score: null }];
  const gate = [
    { ...ALLOWED, verdict: 'block' as const },
    { ...ALLOWED, verdict: 'warn' as const },
    { ...ALLOWED, override: { ...OVERRIDE, instead: 'block' as const } },
    ALLOWED,
    { ...ALLOWED, verdict: 'block' as const, decided: false },
  ];
  const rows = [
    ...trust.map((one, row) => placed(drawTrust(one as Parameters<typeof drawTrust>[0]), { x: 0, row })),
    ...gate.map((one, row) => placed(drawGate(one), { x: COLUMN, row })),
  ];
  const height = trust.length * ROW - (ROW - 20);
  const start = `<svg xmlns="http://www.w3.org/2000/svg" width="540" height="${height}" role="img" aria-label="The badges in every state">`;
  return `${[start, ...rows, '</svg>'].join('\n')}\n`;
}

const OVERRIDE: GrantedOverride = {
  id: '1',
  environment: 'production',
  reason: 'The fix is under way.',
  people: ['mona'],
  createdAt: '2026-06-01T00:00:00Z',
  expiresAt: '2026-06-01T04:00:00Z',
};
const ALLOWED = { verdict: 'allow' as const, decided: true, override: null, environment: 'production' };

function scored(score: number, coverage = 1) {
  return { score: { score, coverage, band: bandOf(score) } };
}

/** Ids are a badge's own, and in one picture everybody's. */
function placed(svg: string, { x, row }: { x: number; row: number }): string {
  const own = `${x}-${row}`;
  return svg
    .replace('<svg ', `<svg x="${x}" y="${row * ROW}" `)
    .replace(/(id="|url\(#)([a-z]+)/g, (_, start, id) => `${start}${id}${own}`);
}
