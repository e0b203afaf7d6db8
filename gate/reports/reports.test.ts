import { describe, expect, test } from 'vitest';
import { refusedVerdict } from '../refused-verdict.ts';
import type { CheckResult, Verdict } from '../verdict.ts';
import { annotationsOf } from './annotations-of.ts';
import { headlineOf } from './headline.ts';
import { renderComment } from './render-comment.ts';
import { renderText } from './render-text.ts';
import { renderVerdict } from './render-verdict.ts';
import { webAddress } from './safe-link.ts';

const alerts: CheckResult = {
  check: 'open-alerts',
  mode: 'enforce',
  state: 'fail',
  effect: 'block',
  value: '2 critical',
  threshold: 'at most 0 critical',
  sampleSize: 7,
  reason: '2 critical vulnerabilities are open: minimist 0.0.10 (GHSA-1) and qs 6.2.0 (GHSA-2). At most 0 may be.',
  evidence: [{ text: 'critical: minimist 0.0.10 (GHSA-1)', url: 'https://example.org/alerts/1' }],
  more: 1,
  passesAt: null,
};
const freeze: CheckResult = {
  ...alerts,
  check: 'freeze',
  state: 'fail',
  value: 'weekend',
  threshold: 'none',
  sampleSize: null,
  reason: 'The freeze "weekend" is on.',
  evidence: [],
  more: 0,
  passesAt: '2026-03-09T06:00:00.000Z',
};
const burn: CheckResult = {
  ...freeze,
  check: 'burn-rate',
  state: 'error',
  value: null,
  reason: 'It is not known how fast error budgets burn: Prometheus does not answer.',
  passesAt: null,
};

function verdictOf(rest: Partial<Verdict> = {}): Verdict {
  return {
    verdict: 'block',
    decided: true,
    environment: 'production',
    repository: 'acme/shop',
    at: '2026-03-02T12:00:00.000Z',
    checks: [alerts],
    score: null,
    override: null,
    passesAt: null,
    ...rest,
  };
}

const OVERRIDDEN = verdictOf({
  verdict: 'allow',
  override: {
    id: '1',
    environment: 'production',
    reason: 'The outage cannot wait',
    people: ['ann', 'bob'],
    createdAt: '2026-03-02T11:00:00.000Z',
    expiresAt: '2026-03-02T13:00:00.000Z',
    instead: 'block',
  },
});

describe('the headline', () => {
  test.each<[string, Verdict]>([
    ['Blocked: open alerts, burn rate', verdictOf({ checks: [burn, alerts] })],
    ['Could not decide: burn rate', verdictOf({ checks: [burn], decided: false })],
    ['May go ahead', verdictOf({ verdict: 'allow', checks: [{ ...alerts, state: 'pass', effect: 'allow' }] })],
    [
      'May go ahead, with warnings: open alerts',
      verdictOf({ verdict: 'warn', checks: [{ ...alerts, state: 'warn', effect: 'warn' }] }),
    ],
    ['May go ahead: ann and bob overrode what blocks it', OVERRIDDEN],
  ])('%s', (headline, verdict) => {
    expect(headlineOf(verdict)).toBe(headline);
    const first = renderVerdict(verdict).split('\n')[0]!;
    expect(first).toBe(`## ${headline}`);
    expect(renderText(verdict).split('\n')[0]).toBe(headline);
    expect(renderComment(verdict).split('\n')[0]).toBe(headline);
  });
});

describe('Markdown', () => {
  test('has the table of checks with found, asked and why, and what it rests on', () => {
    expect(
      renderVerdict(verdictOf({ checks: [alerts, freeze] }), { reportUrl: 'https://example.org/decisions/4' }),
    ).toBe(
      `## Blocked: open alerts, freeze

acme/shop to production, asked at 2026-03-02 12:00 UTC. [The whole decision](https://example.org/decisions/4).

| Check | Result | Why | Found | Asked |
| --- | --- | --- | --- | --- |
| open alerts | **failed**, blocks | 2 critical vulnerabilities are open: minimist 0.0.10 \\(GHSA-1\\) and qs 6.2.0 \\(GHSA-2\\). At most 0 may be. | 2 critical<br>of 7 alerts | at most 0 critical |
| freeze | **failed**, blocks | The freeze &quot;weekend&quot; is on.<br>Passes at 2026-03-09 06:00 UTC. | weekend | none |

### Trust score

Nothing that it is made of is known.

<details><summary>Evidence: open alerts</summary>

- [critical: minimist 0.0.10 \\(GHSA-1\\)](https://example.org/alerts/1)
- and 1 more

</details>
`,
    );
  });

  test('says when all passes, whose override it is, and what has to be known', () => {
    expect(renderVerdict(verdictOf({ checks: [freeze], passesAt: freeze.passesAt }))).toContain(
      'If nothing else changes, it passes at 2026-03-09 06:00 UTC.',
    );
    const overridden = renderVerdict(OVERRIDDEN);
    expect(overridden).toContain('| open alerts | **failed**, overridden |');
    expect(overridden).toContain('Their reason: The outage cannot wait. It holds until 2026-03-02 13:00 UTC.');
    expect(renderVerdict(verdictOf({ checks: [burn], decided: false }))).toContain(
      'nothing that is known speaks against it',
    );
  });

  test('says a time once', () => {
    const reason = 'The freeze holds until 2026-03-09 06:00 UTC.';
    for (const text of [renderVerdict, renderText].map((render) =>
      render(verdictOf({ checks: [{ ...freeze, reason }] })),
    ))
      expect(text.split('2026-03-09 06:00 UTC')).toHaveLength(2);
  });

  test('explains the score', () => {
    const score: Verdict['score'] = {
      version: 1,
      score: 49,
      band: 'red',
      coverage: 0.796,
      parts: {
        vulnerabilities: { score: 20, weight: 0.5 },
        'supply-chain': { score: 80, weight: 0.25 },
        reliability: { score: null, why: 'Prometheus does not answer' },
        configuration: { score: 100, weight: 0.1 },
        'change-safety': { score: 100, weight: 0.15 },
      },
      cap: { at: 49, why: 'a critical flaw of <minimist> is exploited' },
      lost: [{ part: 'vulnerabilities', points: 40.5, cause: '2 critical', cure: 'Update | them' }],
    };
    const text = renderVerdict(verdictOf({ score }), { badgeUrl: 'https://example.org/badge/x/trust.svg' });
    expect(text).toContain(`### Trust score 49 of 100

![trust score 49 of 100](https://example.org/badge/x/trust.svg)

\`██████████░░░░░░░░░░\` red. It rests on 79% of its weights. It is held at 49: a critical flaw of &lt;minimist&gt; is exploited.

- reliability is not known: Prometheus does not answer

| Points lost | By | Won back by |
| ---: | --- | --- |
| 40.5 | 2 critical | Update \\| them |
`);
    expect(renderText(verdictOf({ score }))).toContain(
      'Trust score: 49 of 100 (red, resting on 79% of its weights), held at 49: a critical flaw of <minimist> is exploited\n  40.5 points: 2 critical. Update | them.\n',
    );
  });

  test('lets nothing from outside format, mention, link, end a cell or run', () => {
    const hostile =
      '@acme/admins #1 | `x` <img src=x> [a](https://evil.example) ![b](//c) ::error::no \u202e\n## Approved';
    const verdict = verdictOf({
      environment: hostile,
      repository: hostile,
      checks: [
        {
          ...alerts,
          value: hostile,
          threshold: hostile,
          reason: hostile,
          evidence: [{ text: hostile, url: 'javascript:alert(1)' }],
        },
      ],
    });
    const text = renderVerdict(verdict);
    expect(text).not.toMatch(/@acme|#1|<img|\]\(https|\]\(javascript|\u202e|^## Approved/m);
    // Every bar inside of the row is escaped but those of the table itself.
    const row = text.split('\n').find((line) => line.startsWith('| open alerts'))!;
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
    expect(renderComment(verdict)).not.toMatch(/@acme|#1|<img|\]\(https|^## Approved/m);
    expect(renderText(verdict)).not.toMatch(/^\s*::|\u202e|^## Approved/m);
    expect(annotationsOf(verdict)[0]!.message).not.toMatch(/\n|\u202e/);
  });

  test('fits, and says when more was left off', () => {
    const evidence = Array.from({ length: 20 }, () => ({ text: '*'.repeat(400), url: 'https://example.org/' }));
    const checks = Array.from({ length: 7 }, () => ({ ...alerts, evidence }));
    const text = renderVerdict(verdictOf({ checks }));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/\n\nMore was left off, as it did not fit here\.\n$/);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
  });
});

describe('where nothing could be checked, for one reason', () => {
  const problem = { file: '.github/lockkeeper.yml', key: 'gate', expected: 'a map', found: '7', cure: 'Correct it.' };
  const verdict = refusedVerdict(verdictOf(), [problem], new Date('2026-03-02T12:00:00Z'));
  const reports = [renderVerdict, renderText, renderComment].map((render) => [render.name, render(verdict)] as const);

  test.each(reports)('%s says it once', (_, text) => {
    expect(text).toContain('Could not decide: nothing could be checked');
    expect(text.split('The policy cannot be read')).toHaveLength(2);
    expect(text).not.toContain('soak');
  });

  test('there is one annotation, and every problem is listed', () => {
    expect(annotationsOf(verdict)).toMatchObject([{ level: 'error', title: 'Lockkeeper: nothing could be checked' }]);
    const two = refusedVerdict(verdictOf(), [problem, { ...problem, key: 'slos' }], new Date(0));
    expect(renderVerdict(two)).toContain('slos: expected a map');
  });
});

test('what blocks is told of first, then what is warned of', () => {
  const warned: CheckResult = { ...alerts, state: 'warn', effect: 'warn' };
  const passed: CheckResult = { ...alerts, check: 'soak', state: 'pass', effect: 'allow' };
  const verdict = verdictOf({ checks: [passed, warned, freeze] });
  const rows = [...renderVerdict(verdict).matchAll(/^\| (freeze|open alerts|soak) /gm)].map(([, check]) => check);
  expect(rows).toEqual(['freeze', 'open alerts', 'soak']);
  expect(renderText(verdict)).toMatch(/freeze.*open alerts.*soak/s);
});

describe('addresses from outside', () => {
  test.each([
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['https://example.org/a) [b](c', 'https://example.org/a%29%20%5Bb%5D%28c'],
    ['http://example.org/*_|`', 'http://example.org/%2A%5F%7C%60'],
    ['https://ann:secret@example.org/', undefined],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['/alerts/1', undefined],
    [`https://example.org/${'a'.repeat(2000)}`, undefined],
  ])('%s', (url, address) => {
    expect(webAddress(url)).toBe(address);
  });
});

describe('a comment', () => {
  test('tells what blocks and why', () => {
    expect(renderComment(verdictOf({ checks: [burn, alerts] }))).toBe(
      `Blocked: open alerts, burn rate
- open alerts: 2 critical vulnerabilities are open: minimist 0.0.10 \\(GHSA-1\\) and qs 6.2.0 \\(GHSA-2\\). At most 0 may be.
- burn rate: It is not known how fast error budgets burn: Prometheus does not answer.`,
    );
  });

  test.each([1024, 300, 120, 40])('has at most %d characters, whatever the reasons hold', (most) => {
    for (const sign of ['@', '<', 'x', '\u{1F512}', '|']) {
      const long = Array.from({ length: 7 }, () => ({ ...alerts, reason: sign.repeat(3000) }));
      const text = renderComment(verdictOf({ checks: long }), most);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text).toMatch(/^- and \d+ more$/m);
      // No escape is cut into halves.
      expect(text).not.toMatch(/&[#\w]*(?![#\w;])/);
      expect(text.isWellFormed()).toBe(true);
    }
  });
});

test('annotations are errors for what blocks and warnings for the rest, and say what could not be decided', () => {
  const warned: CheckResult = { ...freeze, mode: 'warn', state: 'warn', effect: 'warn' };
  const passed: CheckResult = { ...freeze, state: 'pass', effect: 'allow' };
  expect(
    annotationsOf(verdictOf({ checks: [warned, passed, alerts, burn] })).map(({ level, title }) => `${level} ${title}`),
  ).toEqual(['error Lockkeeper: open alerts', 'error Lockkeeper: burn rate (error)', 'warning Lockkeeper: freeze']);
  expect(annotationsOf(OVERRIDDEN).map(({ level }) => level)).toEqual(['warning']);
});
