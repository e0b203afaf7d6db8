import { describe, expect, test } from 'vitest';
import type { DashboardFacts } from './dashboard-facts.ts';
import {
  NOW,
  someAlert,
  someFacts,
  somePlan,
  somePullRequest,
  someSkip,
  someSuppression,
} from './dashboard-fixture.ts';
import { DASHBOARD_MARKER, describeDashboard, isWorthAnIssue } from './describe-dashboard.ts';

const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);
const linesOf = (facts: Partial<DashboardFacts>) => describeDashboard(someFacts(facts)).body.split('\n');
const rowsOf = (facts: Partial<DashboardFacts>) => linesOf(facts).filter((line) => line.startsWith('| '));

describe('describeDashboard', () => {
  test('says that there is nothing', () => {
    const lines = linesOf({});
    expect(lines[0]).toBe(DASHBOARD_MARKER);
    expect(lines).toContain('## No open alerts');
    expect(lines.filter((line) => line.startsWith('## '))).toEqual(['## No open alerts', '## Do something']);
  });

  test('counts by severity, and shows the worst first, by package', () => {
    const facts = {
      alerts: [
        someAlert({ severity: 'low', packageName: 'small' }),
        someAlert(),
        someAlert({ groupKey: 'GHSA-bbbb-bbbb-bbbb', severity: 'critical', versions: ['1.1.0'], summary: 'worse' }),
        someAlert({ lockfilePath: 'web/yarn.lock', lockfileId: 2 }),
        someAlert({ kind: 'malware', severity: 'unknown', packageName: 'evil', groupKey: 'MAL-2026-1' }),
        someAlert({ packageName: 'held', severity: 'critical', state: 'suppressed', reason: 'known' }),
      ],
    };
    expect(linesOf(facts)).toContain(
      '## 5 open alerts: 1 critical, 2 high, 1 unknown, 1 low; 1 of them malware, 1 suppressed',
    );
    expect(rowsOf(facts).map((row) => row.split(' | ').slice(0, 2).join(' ').replace('| ', ''))).toEqual([
      'Severity Package',
      '--- ---',
      '**unknown (malware)** evil<br>1.0.0',
      '**critical** oldlib<br>1.1.0, 1.0.0',
      'high oldlib<br>1.0.0',
      'low small<br>1.0.0',
      '**critical** held<br>1.0.0',
    ]);
    expect(rowsOf(facts)[3]).toContain(
      '[GHSA-aaaa-aaaa-aaaa](https://osv.dev/vulnerability/GHSA-aaaa-aaaa-aaaa) oldlib is weak |',
    );
  });

  test('maintainer changes have a table of their own, and each of them one row for all lockfiles', () => {
    const change = someAlert({
      kind: 'maintainer-change',
      packageName: 'oldlib',
      groupKey: 'maintainer-change-7',
      summary: '@mallory may publish now',
      severity: 'critical',
    });
    const facts = {
      alerts: [
        change,
        { ...change, lockfilePath: 'web/yarn.lock', versions: ['1.1.0'] },
        { ...change, lockfilePath: 'docs/yarn.lock', state: 'suppressed' as const, reason: 'known' },
      ],
    };
    expect(linesOf(facts)).toContain('## No open alerts');
    expect(linesOf(facts)).toContain('## Maintainer changes');
    expect(rowsOf(facts).slice(2, 4)).toEqual([
      '| **critical** | oldlib<br>1.0.0, 1.1.0 | @&#8203;mallory may publish now<br>maintainer-change-7 | package-lock.json<br>web/yarn.lock | for people to judge |',
      '| **critical** | oldlib<br>1.0.0 | @&#8203;mallory may publish now<br>maintainer-change-7 | docs/yarn.lock | suppressed for good: known |',
    ]);
    expect(isWorthAnIssue(someFacts(facts))).toBe(false);
    expect(isWorthAnIssue(someFacts({ alerts: [change, someAlert()] }))).toBe(true);
  });

  test('suppressions: what ends next comes first and is pointed out', () => {
    const suppressions = [
      someSuppression({ expiresAt: null, source: 'config', author: null, advisoryId: 'CVE-2026-1', everywhere: true }),
      someSuppression({ expiresAt: new Date('2026-12-31T00:00:00Z'), path: 'web/**', devOnly: true }),
      someSuppression({ expiresAt: new Date('2026-11-30T00:00:00Z'), range: '>=2' }),
      someSuppression({ expiresAt: new Date('2026-11-20T00:00:00Z'), reason: 'it has ended' }),
    ];
    expect(rowsOf({ suppressions })).toEqual([
      '| Until | What | Where | Why | By |',
      '| --- | --- | --- | --- | --- |',
      '| **2026-11-30** (within 7 days) | updates of oldlib to &gt;\\=2 | this repository | not reachable | ada |',
      '| 2026-12-31 | oldlib | web/\\*\\*, development only | not reachable | ada |',
      '| for good | oldlib: CVE-2026-1 | every repository | not reachable | `.github/lockkeeper.yml` |',
    ]);
  });

  test.each([
    [
      'unused for long',
      { usedAt: null, createdAt: daysAgo(8) },
      '- oldlib (this repository) was about no alert since 2026-11-17: take it back, with `DELETE /api/v1/suppressions/3`.',
    ],
    ['unused, but new', { usedAt: null, createdAt: daysAgo(6) }, undefined],
    [
      'ended long ago, in a file',
      { source: 'config', expiresAt: daysAgo(31) },
      '- oldlib (this repository) ended on 2026-10-25: take it out of `.github/lockkeeper.yml`.',
    ],
    [
      'ended long ago, in the organisation’s file',
      { source: 'config', expiresAt: daysAgo(31), everywhere: true },
      '- oldlib (every repository) ended on 2026-10-25: take it out of `.github/lockkeeper.yml` of the organisation.',
    ],
    ['just ended, in a file', { source: 'config', expiresAt: daysAgo(29) }, undefined],
    ['ended long ago, by a person', { expiresAt: daysAgo(300) }, undefined],
  ])('a suppression that can go: %s', (_, more, line) => {
    const lines = linesOf({ suppressions: [someSuppression(more)] });
    expect(lines.find((one) => one.startsWith('- oldlib'))).toBe(line);
    expect(lines.includes('## Suppressions that can go')).toBe(line !== undefined);
  });

  test('says what could not be read', () => {
    const error = { line: 3, expected: 'JSON', found: 'a <b>', cure: 'Run npm install.' };
    const lines = linesOf({
      scanError: 'the tree is too large',
      unreadable: [
        { path: 'a/package-lock.json', error, unreadReason: null },
        { path: 'bun.lockb', error: null, unreadReason: 'bun.lockb is binary' },
      ],
    });
    expect(lines.filter((line) => line.startsWith('- ') && !line.includes('act:'))).toEqual([
      '- The last scan is not complete: the tree is too large',
      '- a/package-lock.json, line 3: expected JSON, found a &lt;b&gt;. Run npm install.',
      '- bun.lockb: bun.lockb is binary',
    ]);
  });

  test('the key follows what is said, not the clock', () => {
    const facts = { alerts: [someAlert()], suppressions: [someSuppression()] };
    const { key } = describeDashboard(someFacts(facts));
    expect(describeDashboard(someFacts({ ...facts, now: new Date(NOW.getTime() + DAY) })).key).toBe(key);
    expect(describeDashboard(someFacts({ ...facts, pullRequests: [somePullRequest()] })).key).not.toBe(key);
  });

  test.each<[string, Partial<DashboardFacts>, boolean]>([
    ['nothing', {}, false],
    ['an alert', { alerts: [someAlert()] }, true],
    ['a suppression that holds', { suppressions: [someSuppression()] }, true],
    ['one that holds everywhere', { suppressions: [someSuppression({ everywhere: true })] }, false],
    ['one that has ended', { suppressions: [someSuppression({ expiresAt: daysAgo(1) })] }, false],
    ['an unreadable lockfile', { scanError: 'x' }, false],
  ])('is worth an issue: %s', (_, facts, expected) => {
    expect(isWorthAnIssue(someFacts(facts))).toBe(expected);
  });
});

const HOSTILE = [
  '@everyone #1 GH-2 <img src=x onerror=alert(1)>',
  '| cell | breaks\n## heading\n- [x] <!-- lockkeeper:act:rescan --> x',
  '`code` **bold** [link](javascript:alert(1)) ![](https://evil.example/x.png)',
  `${DASHBOARD_MARKER} --> <!--`,
  'https://evil.example www.evil.example mailto:a@b.example',
  '\u202Ereversed\u0000\u001b[31m',
];

describe.each(HOSTILE)('hostile text %j', (text) => {
  const facts = someFacts({
    alerts: [
      someAlert({ packageName: text, summary: text, groupKey: text, versions: [text], lockfilePath: text }),
      someAlert({ state: 'suppressed', reason: text }),
      someAlert({ packageName: 'b' }),
      someAlert({ packageName: 'c' }),
    ],
    plans: [
      somePlan({
        skipped: [
          someSkip({ name: 'b', text, path: [text], reason: 'waiting-on-parent' }),
          someSkip({ name: 'c', text, reason: 'too-young' }),
        ],
      }),
    ],
    pullRequests: [
      somePullRequest({ state: 'refused', reason: text, title: text, updates: [] }),
      somePullRequest({ state: 'deferred', title: text, updates: [] }),
    ],
    suppressions: [
      someSuppression({ packageName: text, advisoryId: text, range: text, path: text, reason: text, author: text }),
      someSuppression({ packageName: text, usedAt: null, createdAt: daysAgo(20) }),
    ],
    unreadable: [
      { path: text, error: { expected: text, found: text, cure: text }, unreadReason: null },
      { path: text, error: null, unreadReason: text },
    ],
    scanError: text,
  });
  const { body } = describeDashboard(facts);

  test('makes no line, cell, tag, box, mention, reference or link of its own', () => {
    const plain = describeDashboard(
      JSON.parse(JSON.stringify(facts), (_, value) => {
        if (value === text) return 'x';
        return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value;
      }),
    ).body;
    const shape = (markdown: string) =>
      markdown.split('\n').map((line) => line.match(/^(?:## |- \[[ x]\] |- |\| |<)/)?.[0] ?? '');
    expect(shape(body)).toEqual(shape(plain));
    const bars = (markdown: string) => markdown.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(bars(body)).toEqual(bars(plain));
    expect(body.match(/<(?!br>)[^>]*>/g)).toEqual(plain.match(/<(?!br>)[^>]*>/g));
    expect(body).not.toMatch(/(?<!&)[@#](?=[a-z\d])|\bGH-\d|\bwww\.|mailto:/i);
    expect(body.match(/\]\([^)]*\)/g)?.every((link) => /^\]\(https:\/\/(osv\.dev|github\.com)\//.test(link))).toBe(
      true,
    );
    expect(body.match(/https?:\/\/(?!osv\.dev\/|github\.com\/lockkeeper\/)/g)).toBeNull();
  });
});

describe('the longest body', () => {
  const long = (index: number) => `${'<@&|#>'.repeat(40)}${index}`;
  const many = <T>(make: (index: number) => T) => Array.from({ length: 3000 }, (_, index) => make(index));
  const { body } = describeDashboard(
    someFacts({
      alerts: many((index) =>
        someAlert({
          packageName: long(index),
          summary: long(index),
          lockfilePath: long(index),
          severity: index === 2999 ? 'critical' : 'low',
        }),
      ),
      pullRequests: many((id) => somePullRequest({ id, state: 'deferred', title: long(id), updates: [] })),
      suppressions: many((id) =>
        someSuppression({ id, packageName: long(id), reason: long(id), usedAt: null, createdAt: daysAgo(9) }),
      ),
      unreadable: many((index) => ({ path: long(index), error: null, unreadReason: long(index) })),
    }),
  );

  test('is within what GitHub takes, says how much is left out, and keeps the worst', () => {
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    const [alerts, ...others] = body.match(/\nand \d+ more/g)!.map((text) => Number(/\d+/.exec(text)));
    expect(others).toHaveLength(4);
    const shown = body.split('\n').filter((line) => /^\| (?:\*\*critical\*\*|low) \|/.test(line));
    expect(alerts! + shown.length).toBe(3000);
    expect(shown[0]).toMatch(/^\| \*\*critical/);
    expect(body).toContain('lockkeeper:act:rescan');
  });
});
