import { expect, test } from 'vitest';
import { readRepositoryConfig } from '../scanners/config/index.ts';
import { NOW } from './gate-fixture.ts';
import { CHECKS } from './policy.ts';
import { readPolicy } from './read-policy.ts';
import { refusedVerdict } from './refused-verdict.ts';

const facts = { environment: 'staging', repository: 'acme/shop' };

function refused(text: string) {
  const { config } = readRepositoryConfig({ file: '.github/lockkeeper.yml', text });
  const reading = readPolicy(config, facts.environment);
  if (reading.ok) throw new Error('expected a policy with problems');
  return refusedVerdict(facts, reading.problems, NOW);
}

test('blocks undecided in any environment, and says what to correct', () => {
  const verdict = refused(
    'gate:\n  environments:\n    staging: {trust-score: {minimum: 101}, unknown: {error: allow}}',
  );
  expect(verdict).toMatchObject({ verdict: 'block', decided: false, override: null, score: null, passesAt: null });
  expect(verdict.checks.map(({ check, state, effect }) => [check, state, effect])).toEqual(
    CHECKS.map((check) => [check, 'error', 'block']),
  );
  expect(verdict.checks[0]!.reason).toBe(
    'The policy cannot be read: .github/lockkeeper.yml:3: gate.environments.staging.trust-score.minimum: expected a number from 0 to 100, found the number 101. Correct it; until then the gate lets nothing pass.',
  );
});

test('tells of at most 20 problems, and how many more there are', () => {
  const slos = Array.from({ length: 30 }, (_, index) => `  - {name: a${index}}`).join('\n');
  const { evidence, more } = refused(`slos:\n${slos}`).checks[0]!;
  expect(evidence).toHaveLength(20);
  expect(more).toBeGreaterThan(10);
});
