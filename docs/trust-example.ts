import { scoreTrust, TRUST_PARTS } from '../gate/trust/index.ts';
import { EXAMPLE_NOW, exampleFacts } from '../gate/trust/worked-example.ts';

/** What the score says of the example: gate/trust/worked-example.test.ts works it out by hand. */
export function trustExample(): string {
  const trust = scoreTrust(exampleFacts(), EXAMPLE_NOW);
  if (trust === null) throw new Error('expected the facts of the example to have a score');
  const parts = TRUST_PARTS.map((part) => {
    const own = trust.parts[part];
    if (own.score === null) return `| ${part} | not known: ${own.why} | – |`;
    return `| ${part} | ${own.score.toFixed(1)} | ${(own.weight * 100).toFixed(1)}% |`;
  });
  const lost = trust.lost.map(({ points, cause, cure }) => `| ${points.toFixed(1)} | ${cause} | ${cure} |`);
  return [
    `Score **${trust.score}**, band ${trust.band}, coverage ${Math.round(trust.coverage * 100)}%.`,
    '',
    '| Part | Score | Share of this score |',
    '|---|---|---|',
    ...parts,
    '',
    '| Points lost | By | Won back by |',
    '|---|---|---|',
    ...lost,
  ].join('\n');
}
