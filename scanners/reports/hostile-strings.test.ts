import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertFacts } from '../alerts/index.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { plainText } from './plain-text.ts';
import { REPORT_FORMATS, type ReportFormat, renderReport } from './render-report.ts';
import { usualReport } from './report-fixture.ts';
import type { ScanReport } from './scan-report.ts';

/** What an attacker may put into a lockfile, an advisory, a path or a configuration. */
const HOSTILE: Record<string, string> = {
  'a workflow command': '::set-output name=x::y',
  'a workflow command after spaces': '   ::error file=a,line=1::boo',
  'a workflow command on a new line': 'a\n::error::boo',
  'a workflow command after a return': 'a\r::error::boo',
  'a workflow command after other line ends': 'a\u2028::error::boo\u2029::error::boo\u0085::error::boo\v::x::\f::y::',
  'an old workflow command': 'a ##[set-env name=PATH]/tmp',
  'an encoded line end': '%0A::error::boo%0D%0A',
  'a terminal escape': '\u001b[2J\u001b]0;title\u0007',
  'an 8-bit terminal escape': '\u009b2J\u009d0;title\u009c',
  backspaces: 'safe\b\b\b\bevil',
  'a bidi override': '\u202eevil\u202c \u2066x\u2069',
  'zero width': 'lo\u200bdash\ufeff\u2060',
  'tag characters': 'a\u{e0041}\u{e0042}',
  'a lone surrogate': 'a\ud800b',
  'a mention': '@everyone @org/team a@b.example',
  'a reference': '#1 GH-2 org/repo#3 org/repo@0123456789abcdef0123456789abcdef01234567',
  'a Markdown link': '[x](javascript:alert(1)) ![y](https://evil.example/p.png) [z]: https://evil.example',
  'a bare link': 'https://evil.example www.evil.example mailto:a@evil.example',
  HTML: '<img src=x onerror=alert(1)></script><!-- "quoted" \'single\' & -->',
  'Markdown structure': '| x | y |\n# head\n- list\n```\ncode `tick` *b* _i_ ~s~ $m$',
  'SARIF places': '{0} {{1}} [a](0)',
  __proto__: '__proto__',
};

const READERS: Record<ReportFormat, (text: string) => unknown> = {
  table: String,
  markdown: String,
  json: JSON.parse,
  sarif: JSON.parse,
  cyclonedx: JSON.parse,
};

describe.each(REPORT_FORMATS)('%s', (format) => {
  test.each(Object.entries(HOSTILE))('%s is harmless', async (_, text) => {
    expectHarmless(format, await renderReport(format, poisoned(text)));
  });

  test('so is anything', { timeout: 60_000 }, async () => {
    const pieces = fc.constantFrom(...Object.values(HOSTILE), '\n', '##', '[', '::', '`', '<', '\\', '&#8203;');
    const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        expectHarmless(format, await renderReport(format, poisoned(parts.join(''))));
      }),
      { numRuns: 60 },
    );
  });
});

test('data stays the data it was in JSON', async () => {
  for (const text of Object.values(HOSTILE)) {
    const { lockfiles } = JSON.parse(await renderReport('json', poisoned(text)));
    expect(lockfiles[0].findings[0].package).toBe(text);
  }
});

/** GitHub's readers see an unseen character there; here it must not look like a reference itself. */
function withBreaks(markdown: string): string {
  return markdown.replaceAll('&#8203;', '\u200b');
}

test.each(Object.entries(HOSTILE))('escapeMarkdown: %s', (_, text) => {
  const escaped = withBreaks(escapeMarkdown(text));
  expect(escaped).not.toMatch(/[\n\r<>]/);
  expect(escaped).not.toMatch(/[@#][A-Za-z0-9]|\bGH-\d|:\/\/|\bwww\.|mailto:/);
  expect(escaped).not.toMatch(/(?<!\\)(?:\\\\)*[[\]()`*_|~$]/);
});

test('plainText leaves ordinary text as it is', () => {
  for (const text of ['lodash', '@babel/core', 'a > b@1.0.0', 'Prototype pollution in äöü 中文 🎉', 'std::vector']) {
    expect(plainText(text)).toBe(text);
  }
});

function expectHarmless(format: ReportFormat, output: string): void {
  expect(output).not.toMatch(/[\p{Cf}\u2028\u2029]/u);
  expect(output).not.toMatch(/[^\P{Cc}\n]/u);
  expect(output.isWellFormed()).toBe(true);
  expect(output).not.toContain('##[');
  for (const line of output.split('\n')) expect(line.trimStart()).not.toMatch(/^::/);
  if (format !== 'table') expect(output).not.toMatch(/<(?!br>)/);
  if (format === 'markdown') {
    expect(withBreaks(output)).not.toMatch(/@[A-Za-z0-9]|#[A-Za-z0-9]|\bGH-\d/);
    for (const [, target] of output.matchAll(/\]\(([^)]*)\)/g))
      expect(target).toMatch(/^https:\/\/osv\.dev\/[\w%./~!'*-]*$/);
    expect(output.replaceAll('](https://osv.dev/', '')).not.toContain('://');
    for (const line of output.split('\n')) expect(line).toMatch(/^(?:$|## Lockkeeper|###? |\| |- |[\w-]+ |\d)/);
  }
  READERS[format](output);
}

/** The same text in every place that a report takes from outside. */
function poisoned(text: string): ScanReport {
  const report = usualReport();
  const [scanned] = report.lockfiles;
  for (const { facts } of scanned!.findings) {
    const mutable: AlertFacts = facts;
    Object.assign(mutable, {
      packageName: text,
      groupKey: text,
      advisoryIds: [text],
      aliases: [text],
      summary: text,
      versions: [text, `${text}2`],
      fixes: { [text]: text },
      ways: {
        [text]: { path: [text, text], direct: false, scopes: ['prod'] },
        [`${text}2`]: { path: [text], direct: false, scopes: ['dev'] },
      },
      path: [text, text],
    });
  }
  const [first] = scanned!.findings;
  for (const dependency of scanned!.lockfile.dependencies.values()) {
    dependency.name = text;
    dependency.version = text;
  }
  return {
    ...report,
    subject: text,
    lockfiles: [
      {
        ...scanned!,
        path: text,
        lockfile: { ...scanned!.lockfile, formatVersion: text, problems: [{ key: text, message: text }] },
        suppressed: [{ ...first!, reason: text, expiresAt: null }],
      },
    ],
    failures: [{ path: text, line: 1, expected: text, found: text, cure: text }],
  };
}
