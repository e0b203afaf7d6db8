import { CHECKS } from '../../gate/policy.ts';

/** An answer of POST /api/v1/gate/evaluate, with every check and a whole score. */
export const GATE_ANSWER = {
  decision: 12,
  dry_run: false,
  figures: { open_critical: 0, burn_rate: 0.4 },
  report: {
    verdict: 'allow',
    decided: true,
    environment: 'production',
    repository: 'harbour/lamp',
    sha: 'a'.repeat(40),
    at: '2026-11-25T14:00:00.000Z',
    checks: CHECKS.map((check) => ({
      check,
      mode: 'enforce',
      state: 'pass',
      effect: 'allow',
      value: '0',
      threshold: 'at most 0',
      sampleSize: 10,
      reason: 'Nothing speaks against it.',
      evidence: [{ text: 'where to look', url: 'https://lockkeeper.example.org/' }],
      more: 0,
      passesAt: null,
    })),
    score: {
      version: 1,
      score: 92,
      band: 'dark-green',
      coverage: 1,
      parts: { vulnerabilities: { score: 92, weight: 40 } },
      cap: null,
      lost: [{ part: 'vulnerabilities', points: 8, cause: 'two alerts', cure: 'Update ms' }],
    },
    override: null,
    passesAt: null,
  },
};
