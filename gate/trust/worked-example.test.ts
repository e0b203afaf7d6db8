import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scoreTrust } from './score-trust.ts';
import { EXAMPLE_NOW, exampleFacts } from './worked-example.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/trust-score.md'), 'utf8');

test('the example of docs/trust-score.md, worked out by hand', () => {
  const vulnerabilities = 100 * (1 - 0.3) * (1 - 0.12 * 1.25) * (1 - 0.025 * 0.25);
  const packages = 100 * 0.5 ** 0.2;
  const supplyChain = (6 * 100 + 8 * 100 + 6 * packages) / 20;
  const whole = (40 * vulnerabilities + 20 * supplyChain + 20 * 40 + 10 * 88) / 90;

  const trust = scoreTrust(exampleFacts(), EXAMPLE_NOW)!;
  expect(trust.score).toBe(Math.floor(whole));
  expect(trust.coverage).toBe(0.9);
  // In tenths, rounded down, as they are printed: not 88.00000000000001.
  expect(trust.parts.vulnerabilities.score).toBe(Math.floor(10 * vulnerabilities) / 10);
  expect(trust.parts['supply-chain'].score).toBe(Math.floor(10 * supplyChain) / 10);
  expect(trust.parts.reliability.score).toBe(40);
  expect(trust.parts['change-safety'].score).toBe(88);
  expect(trust.parts.configuration.score).toBeNull();

  const [v, p, s, w] = [vulnerabilities, packages, supplyChain, whole].map((score) => score.toFixed(1));
  for (const text of [
    `(1 − 0.025 × 0.25) = ${v}.`,
    `100 × 0.5^0.2 = ${p},`,
    `6 × ${p}) / 20 = ${s}.`,
    `(40 × ${v} + 20 × ${s} + 20 × 40 + 10 × 88) / 90 = ${w}, rounded down.`,
    `Score **${Math.floor(whole)}**`,
  ]) {
    expect(page).toContain(text);
  }
});
