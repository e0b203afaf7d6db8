import { describe, expect, test } from 'vitest';
import { DEFAULT_SUPPRESS } from '../../scanners/config/index.ts';
import type { SuppressCommand } from './command.ts';
import { parseComment } from './parse-command.ts';
import { printCommand } from './print-command.ts';
import { commandUsage, usageTable } from './usage.ts';

const limits = { now: new Date('2026-11-25T10:30:00Z'), suppress: DEFAULT_SUPPRESS };

/** What is understood, as a command; a problem as `! expected | found | nearest`. */
function understood(text: string, given = limits): string[] {
  return parseComment(text, given).lines.map((line) => {
    if ('command' in line) return printCommand(line.command);
    const { expected, found, nearest } = line.problem;
    return `! ${expected} | ${found} | ${nearest}`;
  });
}

function suppressOf(text: string): SuppressCommand {
  const [line] = parseComment(text, limits).lines;
  if (line === undefined || !('command' in line) || line.command.kind !== 'suppress') throw new Error(text);
  return line.command;
}

describe('reads', () => {
  test.each([
    ['/suppress', '/suppress for 30d scope repository'],
    ['/suppress lodash', '/suppress lodash for 30d scope repository'],
    ['  /Suppress   lodash  ', '/suppress lodash for 30d scope repository'],
    ['/suppress @babel/core@>=8', '/suppress @babel/core@">=8" for 30d scope repository'],
    ['/suppress lodash@>=5 <6 for 2w', '/suppress lodash@">=5 <6" for 14d scope repository'],
    ['/suppress lodash@">=5  <6"', '/suppress lodash@">=5 <6" for 30d scope repository'],
    ['/suppress "lodash@>=5 <6 || 7.x"', '/suppress lodash@">=5 <6 || 7.x" for 30d scope repository'],
    ['/suppress lodash@5 - 6', '/suppress lodash@"5 - 6" for 30d scope repository'],
    ['/suppress `lodash`', '/suppress lodash for 30d scope repository'],
    ['/suppress ghsa-JF85-CPCP-J695', '/suppress GHSA-jf85-cpcp-j695 for 30d scope repository'],
    ['/suppress cve-2019-10744', '/suppress CVE-2019-10744 for 30d scope repository'],
    ['/suppress `MAL-2025-46974`', '/suppress MAL-2025-46974 for 30d scope repository'],
    ['/suppress PYSEC-2021-76', '/suppress PYSEC-2021-76 for 30d scope repository'],
    ['/suppress cve-search', '/suppress cve-search for 30d scope repository'],
    [
      '/suppress CVE-2019-10744 lodash until 2026-12-31',
      '/suppress lodash CVE-2019-10744 until 2026-12-31 scope repository',
    ],
    ['/suppress lodash Maintainer-Change-12', '/suppress lodash maintainer-change-12 for 30d scope repository'],
    ['/suppress maintainer-change', '/suppress maintainer-change for 30d scope repository'],
    ['/suppress until 2026-11-25', '/suppress until 2026-11-25 scope repository'],
    ['/suppress for 3 months lodash', '/suppress lodash for 90d scope repository'],
    ['/suppress for 1 week', '/suppress for 7d scope repository'],
    ['/suppress lodash scope installation', '/suppress lodash for 30d scope installation'],
    ['/suppress scope DEV for 180d lodash', '/suppress lodash for 180d scope dev'],
    ['/suppress lodash scope path:apps/**/legacy/', '/suppress lodash for 30d scope path:apps/**/legacy/'],
    ['/suppress lodash scope path: apps/', '/suppress lodash for 30d scope path:apps/'],
    [
      '/suppress scope path:"old stuff/" because it’s old, until 2030-01-01',
      '/suppress for 30d scope path:"old stuff/" because it’s old, until 2030-01-01',
    ],
    [
      "/suppress lodash because it's @octocat's #1 <b>fault</b> & |x|",
      "/suppress lodash for 30d scope repository because it's @octocat's #1 <b>fault</b> & |x|",
    ],
    ['/suppress "until"', '/suppress "until" for 30d scope repository'],
    ['/unsuppress', '/unsuppress'],
    ['/unsuppress 12', '/unsuppress 12'],
    ['/unsuppress #12', '/unsuppress 12'],
    ['/unsuppress "12"', '/unsuppress "12"'],
    ['/unsuppress lodash@>=5 <6 CVE-2019-10744', '/unsuppress lodash@">=5 <6" CVE-2019-10744'],
    ['/rebase', '/rebase'],
    ['/RECREATE', '/recreate'],
    ['/rescan ', '/rescan'],
    ['/help', '/help'],
  ])('%s', (text, wanted) => {
    expect(understood(text)).toEqual([wanted]);
  });

  test.each([
    ['until 2026-12-31', '2027-01-01T00:00:00.000Z'],
    ['for 30d', '2026-12-25T10:30:00.000Z'],
    ['', '2026-12-25T10:30:00.000Z'],
    ['for 6 months', '2027-05-24T10:30:00.000Z'],
  ])('an end from "%s"', (clause, end) => {
    expect(suppressOf(`/suppress lodash ${clause}`).end.toISOString()).toBe(end);
  });

  test('lengths of the configuration', () => {
    const short = { ...limits, suppress: { defaultDays: 7, maxDays: 10 } };
    expect(understood('/suppress x\n/suppress x for 11d', short)).toEqual([
      '/suppress x for 7d scope repository',
      '! at most 10 days from now: until 2026-12-04 at the latest | 11d | /suppress x until 2026-12-04 scope repository',
    ]);
  });

  test('what turns text round, and control characters, not into the reason', () => {
    expect(suppressOf('/suppress x because a\u202eb\u0000c\u2066d').reason).toBe('a b c d');
  });

  test('every example that people are shown', () => {
    for (const [name, { examples }] of Object.entries(commandUsage)) {
      for (const example of examples) {
        // Those about changes stand in issues about changes.
        const { lines } = parseComment(example, { ...limits, packages: ['lodash'] });
        expect(lines, example).toEqual([{ command: expect.objectContaining({ kind: name }) }]);
      }
    }
    expect(usageTable().split('\n')).toHaveLength(2 + Object.keys(commandUsage).length);
  });
});

describe('reads commands about maintainer changes', () => {
  const about = { ...limits, packages: ['lodash', '@babel/core'] };
  test.each([
    ['/accept', '/accept'],
    ['/accept lodash', '/accept lodash'],
    ['/accept @babel/core checked with the team', '/accept @babel/core because checked with the team'],
    ['/accept checked with the team', '/accept because checked with the team'],
    ['/accept because they told us', '/accept because they told us'],
    ['/pin', '/pin for 30d'],
    ['/pin lodash for 2w', '/pin lodash for 14d'],
    ['/pin lodash until 2026-12-31 because we look at it', '/pin lodash until 2026-12-31 because we look at it'],
    ['/investigate', '/investigate'],
    ['/investigate @ada', '/investigate @ada'],
    ['/investigate lodash @ada', '/investigate lodash @ada'],
  ])('%s', (text, said) => {
    expect(understood(text, about)).toEqual([said]);
    // What is said back is understood in the same way.
    expect(understood(said, about)).toEqual([said]);
  });

  test.each(['/accept lodahs', '/pin lodash for ever', '/pin lodash until 2099-01-01', '/investigate ada'])(
    '%s is a mistake, with what is nearest to it',
    (text) => {
      const [said] = understood(text, about);
      expect(said).toMatch(/^! .* \| .* \| \//);
    },
  );
});

describe('says what was expected', () => {
  const tail = 'for 30d scope repository';
  test.each([
    ['/supress lodash', `! /suppress | /supress | /suppress lodash`],
    ['/help me', '! nothing after /help | me | /help'],
    ['/rescn', '! /rescan | /rescn | /rescan'],
    [
      '/suppress lodash until 31.12.2026',
      `! a day such as 2027-05-23 after until | 31.12.2026 | /suppress lodash ${tail}`,
    ],
    [
      '/suppress lodash until 2026-02-30',
      `! a day such as 2027-05-23 after until | 2026-02-30 | /suppress lodash ${tail}`,
    ],
    [
      '/suppress lodash until 2026-11-24',
      `! a day from 2026-11-25 (today, UTC) on | 2026-11-24 | /suppress lodash ${tail}`,
    ],
    [
      '/suppress lodash until 2027-05-24',
      '! at most 180 days from now: until 2027-05-23 at the latest | 2027-05-24 | /suppress lodash until 2027-05-23 scope repository',
    ],
    [
      '/suppress lodash for 181d',
      '! at most 180 days from now: until 2027-05-23 at the latest | 181d | /suppress lodash until 2027-05-23 scope repository',
    ],
    ['/suppress lodash until', `! a day such as 2027-05-23 after until | nothing | /suppress lodash ${tail}`],
    [
      '/suppress lodash for scope dev',
      '! a time such as 30d, 2w or 3 months after for | nothing | /suppress lodash for 30d scope dev',
    ],
    [
      '/suppress lodash for 45',
      '! a time such as 30d, 2w or 3 months after for | 45 | /suppress lodash for 45d scope repository',
    ],
    ['/suppress lodash for ever', `! a time such as 30d, 2w or 3 months after for | ever | /suppress lodash ${tail}`],
    ['/suppress lodash untill 2026-12-31', '! until | untill | /suppress lodash until 2026-12-31 scope repository'],
    [
      '/suppress lodash 2026-12-31',
      '! until before it | 2026-12-31 | /suppress lodash until 2026-12-31 scope repository',
    ],
    ['/suppress lodash 2w', '! for before it | 2w | /suppress lodash for 14d scope repository'],
    [
      '/suppress lodash we like it',
      `! one of until, for, scope, because | we | /suppress lodash ${tail} because we like it`,
    ],
    [
      '/suppress lodash scope org',
      '! repository, installation, dev or path:<pattern> after scope | org | /suppress lodash for 30d scope installation',
    ],
    [
      '/suppress lodash scope apps/',
      '! repository, installation, dev or path:<pattern> after scope | apps/ | /suppress lodash for 30d scope path:apps/',
    ],
    [
      '/suppress lodash scope path:!a',
      '! a gitignore-style pattern of 1 to 500 characters after path:, with at most three **, not starting with ! or # | !a | null',
    ],
    [
      '/suppress lodash for 2w until 2026-12-31',
      '! one until or for | another | /suppress lodash for 14d scope repository',
    ],
    [
      '/suppress lodash because x',
      `! why it is acceptable, in 3 to 1000 characters after because | x | /suppress lodash ${tail}`,
    ],
    [
      '/suppress lodash@latest',
      '! a range of versions after @, as npm has it, such as lodash@">=5 <6" | latest | null',
    ],
    [
      '/suppress lodash@>=5,<6',
      `! a range of versions after @, as npm has it, such as lodash@">=5 <6" | >=5,<6 | /suppress lodash@">=5 <6" ${tail}`,
    ],
    [
      '/suppress lodash@',
      '! a range of versions after @, as npm has it, such as lodash@">=5 <6" | nothing after lodash@ | null',
    ],
    ['/suppress GHSA-123', '! an advisory id such as GHSA-jf85-cpcp-j695 or CVE-2019-10744 | GHSA-123 | null'],
    [
      '/suppress @octocat',
      '! the name of a package such as lodash or @babel/core, or an advisory id | @octocat | null',
    ],
    ['/suppress "lodash', `! a closing quote | lodash | /suppress lodash ${tail}`],
    [
      '/suppress CVE-2019-10744 CVE-2019-10745',
      `! at most one package and one advisory in a line: others go in lines of their own | CVE-2019-10745 | /suppress CVE-2019-10744 ${tail}`,
    ],
    ['/unsuppress 0', '! the number of a suppression | 0 | null'],
    ['/unsuppress 7 lodash', '! nothing after the number 7 | lodash | /unsuppress 7'],
    ['/unsuppress lodash minimist', '! at most one package and one advisory in a line | minimist | /unsuppress lodash'],
  ])('%s', (text, wanted) => {
    expect(understood(text)).toEqual([wanted]);
  });
});
