import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell } from './evidence-csv.ts';
import { type EvidenceEntry, type EvidenceKind, evidenceKinds, readEvidence } from './evidence-entry.ts';
import { readMonth } from './evidence-month.ts';
import { type EvidenceFormat, type EvidenceSource, renderEvidence } from './evidence-report.ts';

const now = new Date('2026-12-05T00:00:00Z');

function entry(seq: number, event: string, data: unknown): EvidenceEntry {
  const at = new Date(Date.UTC(2026, 10, 1, 0, seq));
  return {
    seq,
    at,
    event,
    subject: `alert:${seq}`,
    data: JSON.stringify(data),
    prevHash: `h${seq - 1}`,
    hash: `h${seq}`,
  };
}

async function render(format: EvidenceFormat, pages: EvidenceEntry[][], rest: Partial<EvidenceSource> = {}) {
  const source: EvidenceSource = {
    month: readMonth('2026-11')!,
    installation: { id: 1, login: 'octo-org' },
    now,
    read: async function* () {
      yield* pages;
    },
    ...rest,
  };
  let text = '';
  for await (const part of renderEvidence(format, source)) text += part;
  return text;
}

describe('a month', () => {
  test.each([
    ['2026-11', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2028-02', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['2999-12', '2999-12-01T00:00:00.000Z', '3000-01-01T00:00:00.000Z'],
  ])('%s is from %s to %s', (name, from, to) => {
    const month = readMonth(name)!;
    expect([month.name, month.from.toISOString(), month.to.toISOString()]).toEqual([name, from, to]);
  });

  test.each(['', '2026', '2026-1', '2026-00', '2026-13', '1999-12', '3000-01', '2026-11-01', ' 2026-11', '2026-11\n'])(
    '%j is none',
    (name) => {
      expect(readMonth(name)).toBeUndefined();
    },
  );

  test('ends where the next one begins, without a moment between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2998 }), fc.integer({ min: 1, max: 12 }), (year, number) => {
        const nameOf = (date: Date) => date.toISOString().slice(0, 7);
        const month = readMonth(`${year}-${String(number).padStart(2, '0')}`)!;
        expect(nameOf(month.from)).toBe(month.name);
        expect(nameOf(new Date(month.to.getTime() - 1))).toBe(month.name);
        expect(readMonth(nameOf(month.to))!.from).toEqual(month.to);
      }),
    );
  });
});

test.each<[event: string, data: unknown, kind: EvidenceKind]>([
  ['alert.opened', {}, 'opened'],
  ['alert.reopened', { reason: 'suppression expired' }, 'reopened'],
  ['alert.suppressed', { reason: 'known' }, 'suppressed'],
  ['alert.resolved', { reason: 'fixed' }, 'fixed'],
  ['alert.resolved', { reason: 'withdrawn' }, 'resolved'],
  ['alert.resolved', {}, 'resolved'],
  ['alert.updated', {}, 'other'],
  ['suppression.created', {}, 'suppressions'],
  ['suppression.removed', {}, 'suppressions'],
  ['suppression.expired', {}, 'expired'],
  ['update.skipped', { reason: 'no-fix' }, 'skipped'],
  ['update.deferred', {}, 'deferred'],
  ['update.rejected', { by: 'pilot' }, 'overridden'],
  ['update.proposed', {}, 'updates'],
  ['update.changed', {}, 'updates'],
  ['update.merged', {}, 'updates'],
  ['update.closed', {}, 'updates'],
  ['update.again', {}, 'updates'],
  ['update.halted', {}, 'updates'],
  ['update.refused', {}, 'updates'],
  ['update.opened', {}, 'updates'],
  ['alert.resolved', { reason: 'accepted by ada' }, 'resolved'],
  ['maintainers.changed', {}, 'maintainers'],
  ['maintainers.accepted', {}, 'maintainers'],
  ['deployment.overridden', {}, 'overridden'],
  ['pull-request.created', {}, 'other'],
  ['constructor.toString', null, 'other'],
  ['', [], 'other'],
])('%s %j is %s', (event, data, kind) => {
  expect(readEvidence({ event, data: JSON.stringify(data) }).kind).toBe(kind);
});

test('an entry whose data is no JSON or not as expected is read all the same', () => {
  const nothing = { repository: '', lockfile: '', package: '', versions: [], advisories: [], severity: '', reason: '' };
  for (const data of ['', '{', '3', '{"package":{"a":1},"versions":"1","__proto__":{"reason":"x"},"repository":[]}']) {
    expect(readEvidence({ event: 'alert.opened', data })).toEqual({ kind: 'opened', ...nothing, until: '', by: '' });
  }
});

const entries = [
  entry(4, 'alert.opened', { package: 'lodash', repository: { id: 1, name: 'octo-org/shop' }, versions: ['4.17.20'] }),
  entry(5, 'suppression.created', {
    package: 'lodash',
    reason: 'later',
    author: 'ci',
    expires_at: '2026-11-20T00:00:00Z',
  }),
  entry(7, 'alert.suppressed', {
    package: 'lodash',
    reason: 'later',
    advisories: ['GHSA-1', 'CVE-1'],
    severity: 'high',
  }),
  entry(8, 'update.skipped', { package: '@scope/a', reason: 'every fix is in ">=5", which ci suppressed' }),
  entry(9, 'alert.resolved', { package: 'lodash', reason: 'fixed' }),
];
const pages = [entries.slice(0, 2), [], entries.slice(2)];

test('JSON counts, gives every entry as it is stored, and says what to check it by', async () => {
  const report = JSON.parse(await render('json', pages));
  expect(report).toMatchObject({
    month: '2026-11',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
    complete: true,
    installation: { id: 1, login: 'octo-org' },
    entries: 5,
    counts: { opened: 1, suppressions: 1, suppressed: 1, skipped: 1, fixed: 1, expired: 0, reopened: 0, other: 0 },
    chain: {
      first: { seq: 4, prev_hash: 'h3', hash: 'h4' },
      last: { seq: 9, prev_hash: 'h8', hash: 'h9' },
      of_other_months: 1,
    },
  });
  expect(Object.keys(report.counts)).toEqual(evidenceKinds);
  expect(report.rows.map(({ seq, kind }: { seq: number; kind: string }) => [seq, kind])).toEqual([
    [4, 'opened'],
    [5, 'suppressions'],
    [7, 'suppressed'],
    [8, 'skipped'],
    [9, 'fixed'],
  ]);
  expect(report.rows[1].data).toEqual(JSON.parse(entries[1]!.data));
});

test('a month without entries is a report too, and one that is not over says so', async () => {
  const empty = JSON.parse(await render('json', [], { now: new Date('2026-11-30T23:59:59.999Z') }));
  expect(empty).toMatchObject({ complete: false, entries: 0, chain: null, rows: [] });
  expect(await render('csv', [])).toMatch(/^seq,at,kind,[^\n]*\r\n$/);
  const markdown = await render('markdown', [], { now: new Date('2026-11-30T12:00:00Z') });
  expect(markdown).toContain('The month is not over: this is what was recorded until 2026-11-30T12:00:00.000Z.');
  expect(markdown).toContain('Nothing was recorded.');
});

const skipped = entry(1, 'update.skipped', {
  repository: 'octo-org/shop',
  lockfile: 'package-lock.json',
  package: 'lodash',
  versions: ['4.17.20'],
  advisories: ['GHSA-1'],
  why: 'suppressed',
  reason: 'every fix lies in ">=4.17.21"',
  expires_at: '2026-12-24T00:00:00Z',
  by: 'pilot',
});

test('what was skipped says why, until when, and who wanted it', async () => {
  const [, line] = (await render('csv', [[skipped]])).split('\r\n');
  expect(line).toBe(
    `1,2026-11-01T00:01:00.000Z,skipped,update.skipped,alert:1,octo-org/shop,package-lock.json,lodash,4.17.20,GHSA-1,,"every fix lies in "">=4.17.21""",2026-12-24T00:00:00Z,pilot,h0,h1`,
  );
  const row = (await render('markdown', [[skipped]])).split('\n').find((each) => each.startsWith('| 2026-'))!;
  for (const part of ['every fix lies in', 'until 2026-12-24', 'by pilot', 'lodash 4.17.20'])
    expect(row).toContain(part);
});

test('CSV has a line for every entry', async () => {
  const lines = (await render('csv', pages)).split('\r\n');
  expect(lines).toHaveLength(7);
  expect(lines[4]).toBe(
    `8,2026-11-01T00:08:00.000Z,skipped,update.skipped,alert:8,,,'@scope/a,,,,"every fix is in "">=5"", which ci suppressed",,,h7,h8`,
  );
});

test('Markdown counts, and lists by kind', async () => {
  const text = await render('markdown', pages);
  expect(text).toContain('| Opened: new alerts | 1 |');
  expect(text).toContain('| **All** | **5** |');
  expect(text).toContain('## Skipped: an update that was not proposed, and why');
  expect(text).toContain('Of those, 1 of another month');
  const last = text.split('\n').find((line) => line.endsWith('| 9 |'))!;
  expect(last).toContain('resolved; fixed');
  const many = Array.from({ length: 501 }, (_, index) => entry(index + 1, 'alert.opened', {}));
  expect(await render('markdown', [many])).toContain('\n1 more are left out here;');
});

test.each([
  ['=1+1', `'=1+1`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@scope/a', `'@scope/a`],
  ['\t=1', `"' =1"`],
  ['  =1', `"'  =1"`],
  ['＝1', `'＝1`],
  ['a=1', 'a=1'],
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a\r\n=b', '"a  =b"'],
  ['a\u202eb', '"a b"'],
  ['', ''],
])('the CSV cell of %j is %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

describe('whatever the entries say', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '=cmd()',
      '@all',
      '#1',
      '|',
      '\n## x',
      '<img src=x>',
      '::error::x',
      '##[error]',
      '\u001b[2J',
      '```',
      '__proto__',
    ),
  );
  const data = fc.oneof(
    fc.json(),
    fc
      .record(
        { package: text, reason: text, repository: fc.record({ name: text }), versions: fc.array(text), by: text },
        { requiredKeys: [] },
      )
      .map((one) => JSON.stringify(one)),
  );
  const arbitrary = fc.array(fc.tuple(fc.constantFrom('alert.opened', 'alert.resolved', 'update.skipped', 'x'), data), {
    maxLength: 5,
  });
  const made = (given: [string, string][]) =>
    given.map(([event, json], index) => ({ ...entry(index + 1, event, null), data: json }));

  test('JSON parses to the very same, and no line is a command', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (given) => {
        const out = await render('json', [made(given)]);
        const { rows, entries: count } = JSON.parse(out) as { rows: { data: unknown }[]; entries: number };
        expect(rows.map((row) => JSON.stringify(row.data))).toEqual(
          given.map(([, json]) => JSON.stringify(JSON.parse(json))),
        );
        expect(count).toBe(given.length);
        expect(out).not.toMatch(/##\[|^\s*::|\p{Cf}|(?!\n)\p{Cc}/mu);
      }),
    );
  });

  test('CSV has as many lines and cells as it should, and none is a formula', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (given) => {
        const lines = (await render('csv', [made(given)])).split('\r\n');
        expect(lines).toHaveLength(given.length + 2);
        for (const line of lines.slice(1, -1)) {
          const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
            ([, quoted, plain]) => quoted ?? plain!,
          );
          expect(cells).toHaveLength(16);
          expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
        }
      }),
    );
  });

  test('Markdown keeps its tables, and nothing in them is live', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (given) => {
        const out = await render('markdown', [made(given)]);
        const rows = out.split('\n').filter((line) => line.startsWith('| 2026-'));
        expect(rows).toHaveLength(given.length);
        for (const row of rows) {
          expect(row.match(/(?<!\\)\|/g)).toHaveLength(8);
          expect(row).not.toMatch(/<|@\w|(?<![&\\])#\d|(?<!\\)`/);
        }
      }),
    );
  });
});
