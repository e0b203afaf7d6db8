import { describe, expect, test } from 'vitest';
import type { PlannedAlert } from '../../../db/schema/update-plans.ts';
import type { PlannedUpdate, SkippedUpdate, UpdateTarget } from '../../../scanners/updates/index.ts';
import { type UpdateToDescribe, updateBody } from './update-body.ts';

const GITHUB_TAKES = 65_536;

function alert(packageName: string, groupKey: string, more: Partial<PlannedAlert> = {}): PlannedAlert {
  return {
    packageName,
    groupKey,
    advisoryIds: [groupKey],
    aliases: [],
    kind: 'vulnerability',
    severity: 'high',
    summary: '',
    versions: ['1.0.0'],
    scopes: ['prod'],
    ...more,
  };
}

function target(name: string, version: string, more: Partial<UpdateTarget> = {}): UpdateTarget {
  return { name, version, from: ['1.0.0'], signals: [], unknownSignals: [], ...more };
}

function update(name: string, more: Partial<PlannedUpdate> = {}): PlannedUpdate {
  const from = ['1.0.0'];
  const steps: PlannedUpdate['steps'] = [{ kind: 'lock', name, from, version: '1.2.0' }];
  return { name, from, to: '1.2.0', how: 'direct', path: [], clears: ['GHSA-a'], steps, ...more };
}

function describeUpdates(more: Partial<UpdateToDescribe> = {}): string {
  return updateBody({
    path: 'package-lock.json',
    updates: [update('wick')],
    alerts: [alert('wick', 'GHSA-a')],
    skipped: [],
    proof: { before: [], after: [], programs: ['npm'], refused: [] },
    exploitationOf: () => ({ knownExploited: false }),
    exposures: [],
    ...more,
  });
}

describe('what it says', () => {
  test('from → to, how, what it clears and when that was published', () => {
    const targets = [target('wick', '1.2.0', { released: '2026-03-04T05:06:07Z' })];
    const body = describeUpdates({ updates: [update('wick', { targets })] });
    expect(body).toMatch(/^This pull request clears 1 finding in `package-lock\.json`\.\n/);
    expect(body).toContain(
      '| **wick** | 1.0.0 → 1.2.0 | direct | [GHSA-a](https://osv.dev/vulnerability/GHSA-a) (high) | published 2026-03-04 |',
    );
  });

  test('the way to what is not asked for by the project itself', () => {
    const steps: PlannedUpdate['steps'] = [
      { kind: 'lock', name: 'lamp', from: ['2.0.0'], version: '2.1.0' },
      { kind: 'lock', name: 'wick', from: ['1.0.0'], version: '1.2.0' },
    ];
    const targets = [target('lamp', '2.1.0', { from: ['2.0.0'] })];
    const byParent = describeUpdates({
      updates: [update('wick', { how: 'parent', path: ['lamp@2.0.0'], steps, targets })],
    });
    expect(byParent).toContain('| by its parent<br>lamp@&#8203;2.0.0<br>with lamp 2.0.0 → 2.1.0 |');
    const inside = describeUpdates({ updates: [update('wick', { how: 'transitive', path: ['lamp@2.0.0'] })] });
    expect(inside).toContain("| within its parents' ranges<br>lamp@&#8203;2.0.0 |");
  });

  test('what registries do not tell once for all packages, not in each row', () => {
    const updates = ['oil', 'wick'].map((name) =>
      update(name, { targets: [target(name, '1.2.0', { unknownSignals: ['provenance', 'git-head'] })] }),
    );
    const body = describeUpdates({ updates });
    expect(body.match(/does not tell/g)).toHaveLength(1);
    expect(body).toContain('does not tell provenance, git-head of oil 1.2.0, wick 1.2.0');
  });

  test('what is left, and who is waited for', () => {
    const skipped: SkippedUpdate = {
      name: 'tallow',
      versions: ['0.1.0'],
      groups: ['GHSA-b', 'GHSA-c'],
      reason: 'waiting-on-parent',
      text: 'candle 3.0.0 asks for tallow ~0.1.0',
      path: ['candle@3.0.0'],
    };
    const body = describeUpdates({ skipped: [skipped] });
    expect(body).toContain('2 are left, for the reasons below.');
    expect(body).toContain('**waiting on candle@&#8203;3.0.0**');
  });

  test('of malware since when it was there, no surer than that is known', () => {
    const exposure = { name: 'wick', version: '1.0.0', since: '2026-03-04T05:06:07Z' };
    const ours = describeUpdates({ exposures: [{ ...exposure, number: 7 }] });
    expect(ours).toContain('It was locked here since 2026-03-04 05:06 UTC, brought in by #7');
    const theirs = describeUpdates({ exposures: [exposure] });
    expect(theirs).toContain('known to be locked here since 2026-03-04 05:06 UTC, and may have been before');
  });
});

const HOSTILE = [
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '--><h1>owned</h1><!--',
  '@octocat @github/security #1 GH-2 octo/repo#3',
  '| a | b |\n| --- | --- |\n# heading\n\n- [ ] task',
  '[click](javascript:alert(1)) ![x](https://evil.example.org/pixel.png) https://evil.example.org www.evil.example.org',
  '```\n`code`** _em_ ~~gone~~ $x^2$',
  '\u202Egnp.exe\u0000\u001b[31m\u200B',
  '</details></td></table><br>',
];

describe('hostile text from registries, lockfiles and repositories', () => {
  test.each(HOSTILE)('%j: makes no element, mention, reference, link or cell', (text) => {
    const body = bodyOf(text, { count: 1 });
    // Nothing but what we write ourselves.
    const ours = /<br>|<\/?details>|<\/?summary>|<!-- lockkeeper:update [\w./?-]+ -->/g;
    const uncoded = body.replace(/(?<!\\)`[^`\n]*`/g, '');
    expect(uncoded.match(/<\/(?:details|summary)>/g)).toHaveLength(2);
    const outside = uncoded.replace(ours, '');
    expect(outside).not.toContain('<');
    const links = [...outside.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, address]) => address!);
    expect(
      links.filter((address) => !/^https:\/\/(osv\.dev\/vulnerability|notes\.example\.org)\//.test(address)),
    ).toEqual([]);
    const words = outside.replaceAll(/(?<!\\)\]\([^)]*\)/g, '');
    expect(words.match(/@(?!&#8203;)|(?<!&)#\d|GH-\d|https?:\/\/|www\./g)).toBeNull();
    const tables = outside.split('\n').filter((line) => line.startsWith('|'));
    const cells = tables.map((line) => line.replaceAll(/\\./g, '').split('|').length - 2);
    expect(new Set(cells.slice(0, 3))).toEqual(new Set([5]));
    expect(new Set(cells.slice(3))).toEqual(new Set([3]));
    expect(outside.split('\n').filter((line) => /^\s*(#|- \[|>|```)/.test(line))).toEqual(
      ['Exposure', 'Proof', 'Not included', 'Passed over', 'Skipped'].map((title) => `### ${title}`),
    );
  });

  test.each(['javascript:alert(1)', 'http://plain.example.org/', 'https://', 'nothing'])(
    '%s is no address of release notes',
    (notes) => {
      const body = describeUpdates({ updates: [update('wick', { targets: [target('wick', '1.2.0', { notes })] })] });
      expect(body).not.toContain('release notes');
    },
  );

  test('an address of release notes cannot end its link', () => {
    const notes = 'https://notes.example.org/a)[x](https://evil.example.org/|<b>"';
    const body = describeUpdates({ updates: [update('wick', { targets: [target('wick', '1.2.0', { notes })] })] });
    const [, address] = /\[release notes\]\(([^)\s]*)\) \|/.exec(body)!;
    expect(address).toMatch(/^https:\/\/notes\.example\.org\/[^[\]()<>|"]*$/);
  });

  test.each(['<'.repeat(1000), '\u{1f525}'.repeat(500), '@#|`*'.repeat(200), 'a'.repeat(100_000)])(
    'is never larger than GitHub takes (%#)',
    (text) => {
      const body = bodyOf(text, { count: 400 });
      expect(body.length).toBeLessThan(GITHUB_TAKES);
      for (const title of ['Exposure', 'Proof', 'Not included', 'Passed over', 'Skipped']) {
        expect(body.split(`### ${title}\n`)[1]).toMatch(/^\n(?:.|\n)*?and \d+ more/);
      }
      expect(body).toMatch(/<!-- lockkeeper:update .* -->$/);
    },
  );

  test('one package with very much to say does not hide the others', () => {
    const signals = Array.from({ length: 50 }, () => ({ signal: 'bin' as const, text: '@'.repeat(1000) }));
    const groups = Array.from({ length: 50 }, (_, index) => `GHSA-${'@'.repeat(60)}${index}`);
    const updates = [
      update('aaa', {
        how: 'parent',
        path: ['@'.repeat(1000)],
        targets: [target('aaa', '1.2.0', { signals })],
        clears: groups,
      }),
      update('wick'),
    ];
    const alerts = [...groups.map((group) => alert('aaa', group)), alert('wick', 'GHSA-a')];
    expect(describeUpdates({ updates, alerts })).toContain('| **wick** | 1.0.0 → 1.2.0 |');
  });
});

/** The same text wherever text comes from outside. */
function bodyOf(text: string, { count }: { count: number }): string {
  const all = <T>(make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
  const name = (index: number) => (count === 1 ? text : `${index}${text}`);
  const signals = [{ signal: 'bin' as const, text }];
  const notes = `https://notes.example.org/${encodeURIComponent(text.slice(0, 50).toWellFormed())}`;
  const passedOver = [{ name: text, version: text, why: 'suppressed' as const, text, by: text }];
  return describeUpdates({
    path: `${text}/package-lock.json`,
    updates: all((index) =>
      update(name(index), {
        from: [text],
        how: 'parent',
        path: [text, text],
        clears: [text],
        steps: [{ kind: 'lock', name: text, from: [text], version: text }],
        targets: [target(name(index), '1.2.0', { signals, notes, released: text, unknownSignals: ['bin'] })],
        passedOver,
      }),
    ),
    alerts: all((index) => alert(name(index), text, { versions: [text] })),
    skipped: all((index) => ({
      name: name(index),
      versions: [text],
      groups: [text],
      reason: 'waiting-on-parent' as const,
      text,
      path: [text],
      by: text,
    })),
    proof: {
      before: all((index) => ({ name: name(index), version: text, key: text })),
      after: all((index) => ({ name: name(index), version: text, key: text })),
      programs: [text],
      refused: all(() => ({ packages: [text], reasons: [text] })),
    },
    exploitationMissing: text,
    exposures: all(() => ({ name: text, version: text, since: '2026-03-04T05:06:07Z' })),
  });
}
