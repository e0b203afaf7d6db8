import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { renderReport } from './render-report.ts';
import { lockfileText, makeAdvisory, makeReport, usualReport } from './report-fixture.ts';
import type { ScanReport } from './scan-report.ts';

const schemas = join(import.meta.dirname, '../../../shared/data/schemas');
const noSchemas = existsSync(schemas) ? '' : ' (skipped: no schemas beside the project)';
const lineOf = (text: string): number =>
  lockfileText()
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

function withSuppressed(): ScanReport {
  const report = usualReport();
  const [lockfile] = report.lockfiles;
  const [first, ...others] = lockfile!.findings;
  const suppressed = [{ ...first!, reason: 'It is not reached.', expiresAt: '2026-03-01T00:00:00.000Z' }];
  return { ...report, lockfiles: [{ ...lockfile!, findings: others, suppressed }] };
}

const failure = { path: 'a/yarn.lock', line: 3, expected: 'an entry', found: '"?"', cure: 'Make it anew.' };

/** qs 6.0.0 by way of express, and qs 5.0.0 because the project's development asks for it. */
function twoWays(): ScanReport {
  const report = usualReport();
  const { facts } = report.lockfiles[0]!.findings.find((finding) => finding.facts.packageName === 'qs')!;
  facts.versions = ['5.0.0', '6.0.0'];
  facts.fixes = { '5.0.0': null, '6.0.0': '6.0.1' };
  facts.ways = {
    '5.0.0': { path: [], direct: true, scopes: ['dev'] },
    '6.0.0': { path: ['express@4.0.0'], direct: false, scopes: ['prod'] },
  };
  facts.direct = true;
  facts.path = [];
  return report;
}

describe('several versions that came in by different ways', () => {
  test('stand in the table each beside its own fix and way, also where the way is wrapped', async () => {
    const report = twoWays();
    expect(await renderReport('table', report)).toContain(`
│ high               │ qs      │ 5.0.0   │ GHSA-aaaa-aaaa-aaaa │ none yet        │ direct (dev)    │
│                    │         │ 6.0.0   │                     │ 6.0.1           │ express@4.0.0   │
`);
    const { facts } = report.lockfiles[0]!.findings.at(-1)!;
    facts.ways['5.0.0']!.path = ['first-parent@1.0.0', 'second-parent@1.0.0'];
    const lines = (await renderReport('table', report, { width: 10 })).split('\n');
    expect(lines.find((line) => line.includes('6.0.0'))).toMatch(/6\.0\.1 .* express@4\.0\.0/);
  });

  test('are named with their ways in markdown, sarif and json', async () => {
    expect(await renderReport('markdown', twoWays())).toMatch(
      /5\.0\.0.* direct.*dev.*<br>6\.0\.0.* express.*4\.0\.0 \|/,
    );
    expect(await renderReport('sarif', twoWays())).toContain(
      'Why it is there: 5.0.0: direct (dev); 6.0.0: express@4.0.0.',
    );
    const json = JSON.parse(await renderReport('json', twoWays()));
    expect(json.lockfiles[0].findings.at(-1).versions).toEqual([
      { version: '5.0.0', fixedIn: null, direct: true, scopes: ['dev'], path: [] },
      { version: '6.0.0', fixedIn: '6.0.1', direct: false, scopes: ['prod'], path: ['express@4.0.0'] },
    ]);
  });

  test('are said once where all came in the same way', async () => {
    const report = twoWays();
    const { facts } = report.lockfiles[0]!.findings.at(-1)!;
    facts.ways['5.0.0'] = facts.ways['6.0.0']!;
    expect(await renderReport('markdown', report)).not.toContain('5.0.0: ');
  });
});

describe('table', () => {
  test('shows severity, package, version, advisory, fix and way of each finding', async () => {
    expect(await renderReport('table', usualReport())).toBe(`\
package-lock.json (npm 3, 3 packages)
┌────────────────────┬─────────┬─────────┬─────────────────────┬─────────────────┬─────────────────┐
│ severity           │ package │ version │ advisory            │ fixed in        │ why it is there │
├────────────────────┼─────────┼─────────┼─────────────────────┼─────────────────┼─────────────────┤
│ unknown            │ express │ 4.0.0   │ GHSA-bbbb-bbbb-bbbb │ none yet        │ direct          │
│ critical (malware) │ flat    │ 5.0.0   │ MAL-2026-1          │ none: remove it │ direct (dev)    │
│ high               │ qs      │ 6.0.0   │ GHSA-aaaa-aaaa-aaaa │ 6.0.1           │ express@4.0.0   │
└────────────────────┴─────────┴─────────┴─────────────────────┴─────────────────┴─────────────────┘

3 findings (1 critical, 1 high, 1 unknown) in 3 packages of 1 lockfile; 1 of them malware
`);
  });

  test('wraps the last cell to fit a terminal and cuts nothing', async () => {
    const report = usualReport();
    const [finding] = report.lockfiles[0]!.findings;
    finding!.facts.ways = {};
    finding!.facts.path = ['first-parent@1.0.0', 'second-parent-with-a-long-name@1.0.0', 'third-parent@1.0.0'];
    const narrow = await renderReport('table', report, { width: 130 });
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(130);
    const verySmall = await renderReport('table', report, { width: 10 });
    for (const text of [narrow, verySmall]) expect(text).toContain('second-parent-with-a-long-name@1.0.0');
  });

  test('colours only where asked to', async () => {
    expect(await renderReport('table', usualReport(), { color: true })).toContain('\u001b[1m\u001b[31mcritical');
    expect(await renderReport('table', usualReport())).not.toContain('\u001b');
  });

  test('says that nothing was found, and what was held back or not scanned', async () => {
    const clean = makeReport({ text: lockfileText(), advisories: [] });
    expect(await renderReport('table', clean)).toBe('No findings in 3 packages of 1 lockfile\n');
    expect(await renderReport('table', { ...withSuppressed(), failures: [failure] })).toMatch(
      /; 1 suppressed; incomplete: 1 error\n$/,
    );
  });
});

test('json has the documented shape', async () => {
  const report = { ...withSuppressed(), failures: [failure] };
  const { lockfiles, ...document } = JSON.parse(await renderReport('json', report));
  expect(document).toEqual({
    version: 1,
    tool: { name: 'Lockkeeper', version: '1.2.3' },
    generatedAt: '2026-01-02T03:04:05.000Z',
    advisories: 'test',
    prodOnly: false,
    summary: {
      lockfiles: 1,
      packages: 3,
      findings: { total: 2, malware: 1, critical: 1, high: 1, unknown: 0, medium: 0, low: 0 },
      suppressed: 1,
      errors: 1,
    },
    errors: [failure],
  });
  expect(lockfiles[0].findings[1]).toEqual({
    package: 'qs',
    kind: 'vulnerability',
    severity: 'high',
    score: 7.5,
    advisory: 'GHSA-aaaa-aaaa-aaaa',
    advisories: ['GHSA-aaaa-aaaa-aaaa'],
    aliases: ['CVE-2026-1'],
    summary: 'qs is unwell',
    versions: [{ version: '6.0.0', fixedIn: '6.0.1', direct: false, scopes: ['prod'], path: ['express@4.0.0'] }],
    direct: false,
    scopes: ['prod'],
    path: ['express@4.0.0'],
    lines: [lineOf('"node_modules/qs"')],
    publishedAt: '2025-12-01T00:00:00Z',
  });
  expect(lockfiles[0].suppressed).toMatchObject([
    { package: 'express', reason: 'It is not reached.', expiresAt: '2026-03-01T00:00:00.000Z' },
  ]);
});

describe('sarif', () => {
  const run = async (report: ScanReport) => JSON.parse(await renderReport('sarif', report)).runs[0];

  test('puts a result for each group and package at its own line', async () => {
    const { results, tool, invocations } = await run({ ...withSuppressed(), failures: [failure] });
    expect(results.map(({ ruleId, level }: Record<string, string>) => [ruleId, level])).toEqual([
      ['MAL-2026-1', 'error'],
      ['GHSA-aaaa-aaaa-aaaa', 'error'],
    ]);
    expect(results[1].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'package-lock.json', uriBaseId: '%SRCROOT%' },
      region: { startLine: lineOf('"node_modules/qs"') },
    });
    expect(results[1].message.text).toBe(
      'qs 6.0.0 (fixed in: 6.0.1), high: qs is unwell. There because of express@4.0.0.',
    );
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain('a/yarn.lock: expected an entry');
  });

  test('tells alerts apart by file, package and group, and by nothing that changes around them', async () => {
    const prints = async (report: ScanReport) =>
      (await run(report)).results.map(({ partialFingerprints }: { partialFingerprints: object }) =>
        JSON.stringify(partialFingerprints),
      );
    const usual = await prints(usualReport());
    expect(new Set(usual).size).toBe(3);
    const moved = usualReport();
    for (const finding of moved.lockfiles[0]!.findings) {
      finding.lines = [1];
      finding.facts.versions = ['9.9.9'];
      finding.facts.severity = 'low';
    }
    expect(await prints(moved)).toEqual(usual);
    const elsewhere = usualReport();
    elsewhere.lockfiles[0]!.path = 'other/package-lock.json';
    expect((await prints(elsewhere)).some((print: string) => usual.includes(print))).toBe(false);
  });

  test.each([
    ['critical', 9.8, 'error', '9.8'],
    ['critical', undefined, 'error', '9.5'],
    ['high', 7.5, 'error', '7.5'],
    ['high', 9.9, 'error', '8.0'],
    ['medium', 4, 'warning', '4.0'],
    ['low', undefined, 'note', '2.0'],
    ['unknown', undefined, 'warning', undefined],
  ] as const)('%s with score %s is a %s of %s', async (level, score, sarifLevel, securitySeverity) => {
    const advisories = [makeAdvisory('GHSA-1', 'qs', null, { severity: { level, score } })];
    const { tool } = await run(makeReport({ text: lockfileText(), advisories }));
    const [rule] = tool.driver.rules;
    expect(rule.defaultConfiguration.level).toBe(sarifLevel);
    expect(rule.properties['security-severity']).toBe(securitySeverity);
  });

  test('escapes paths as addresses', async () => {
    const report = usualReport();
    report.lockfiles[0]!.path = 'a b/ü#%(1)/package-lock.json';
    const { results } = await run(report);
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      'a%20b/%C3%BC%23%25%281%29/package-lock.json',
    );
  });
});

describe('cyclonedx', () => {
  const bom = async (report: ScanReport) => JSON.parse(await renderReport('cyclonedx', report));

  test('lists packages, who depends on whom, and vulnerabilities', async () => {
    const { components, dependencies, vulnerabilities, ...rest } = await bom(withSuppressed());
    expect(rest).toMatchObject({
      specVersion: '1.6',
      serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
      metadata: { timestamp: '2026-01-02T03:04:05.000Z', component: { name: 'app' } },
    });
    expect(components.map(({ purl, scope }: Record<string, string>) => [purl, scope])).toEqual([
      ['pkg:npm/express@4.0.0', 'required'],
      ['pkg:npm/flat@5.0.0', 'optional'],
      [undefined, undefined],
      ['pkg:npm/qs@6.0.0', 'required'],
    ]);
    const dependsOn = Object.fromEntries(
      dependencies.map((each: { ref: string; dependsOn?: string[] }) => [each.ref, each.dependsOn]),
    );
    expect(dependsOn).toMatchObject({
      'lockkeeper:root': ['lockfile:package-lock.json'],
      'lockfile:package-lock.json': ['express@4.0.0', 'flat@5.0.0'],
      'express@4.0.0': ['qs@6.0.0'],
    });
    const byId = Object.fromEntries(vulnerabilities.map((each: { id: string }) => [each.id, each]));
    expect(byId['GHSA-aaaa-aaaa-aaaa']).toMatchObject({
      ratings: [{ score: 7.5, severity: 'high' }],
      references: [{ id: 'CVE-2026-1' }],
      recommendation: 'Update qs from 6.0.0 to 6.0.1.',
      affects: [{ ref: 'qs@6.0.0', versions: [{ version: '6.0.0', status: 'affected' }] }],
    });
    expect(byId['GHSA-bbbb-bbbb-bbbb']).toMatchObject({
      ratings: [{ severity: 'unknown' }],
      analysis: { response: ['will_not_fix'], detail: 'It is not reached.' },
    });
    expect(byId['MAL-2026-1'].recommendation).toBe('Remove flat: it is malware.');
  });

  test('leaves out what only development needs where asked to, and is the same each time', async () => {
    const { components } = await bom(usualReport({ prodOnly: true }));
    expect(components.map(({ name }: { name: string }) => name)).toEqual(['express', 'package-lock.json', 'qs']);
    expect(await bom(usualReport())).toEqual(await bom(usualReport()));
  });
});

test('markdown has a table for each lockfile, what is suppressed and what failed', async () => {
  const text = await renderReport('markdown', { ...withSuppressed(), failures: [failure] });
  expect(text).toContain(
    '| high | qs | 6.0.0 | [GHSA-aaaa-aaaa-aaaa](https://osv.dev/vulnerability/GHSA-aaaa-aaaa-aaaa)<br>qs is unwell | 6.0.1 | express@&#8203;4.0.0 |',
  );
  expect(text).toContain('in package-lock.json: suppressed until 2026-03-01: It is not reached.');
  expect(text).toContain('- a/yarn.lock, line 3: expected an entry, found &quot;?&quot;. Make it anew.');
});

describe(`published schemas${noSchemas}`, () => {
  const reports: [string, () => ScanReport][] = [
    ['usual', usualReport],
    ['suppressed and failed', () => ({ ...withSuppressed(), failures: [failure] })],
    ['clean', () => makeReport({ text: lockfileText(), advisories: [] })],
  ];

  test.skipIf(noSchemas !== '').each(reports)('SARIF 2.1.0: %s', async (_, report) => {
    const validate = sarifSchema();
    expectValid(validate, JSON.parse(await renderReport('sarif', report())));
    expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false);
  });

  test.skipIf(noSchemas !== '').each(reports)('CycloneDX 1.6: %s', async (_, report) => {
    const validate = cyclonedxSchema();
    expectValid(validate, JSON.parse(await renderReport('cyclonedx', report())));
    expect(validate({ bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: 'x' })).toBe(false);
  });
});

const sarifSchema = once(() => newAjv().compile(readSchema('sarif-schema-2.1.0.json')));
const cyclonedxSchema = once(() => {
  const ajv = newAjv();
  for (const file of ['spdx.schema.json', 'jsf-0.82.schema.json']) ajv.addSchema(readSchema(`cyclonedx/${file}`));
  return ajv.compile(readSchema('cyclonedx/bom-1.6.schema.json'));
});

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function newAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // Formats that ajv-formats does not know; the schemas' patterns stand beside them.
  ajv.addFormat('idn-email', true);
  ajv.addFormat('iri-reference', true);
  return ajv;
}

/** SARIF's schema is of draft 4, whose `id` is an unknown word today; nothing else in it is. */
function readSchema(file: string): object {
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(join(schemas, file), 'utf8'));
  return schema;
}

function expectValid(validate: ValidateFunction, document: unknown): void {
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
}
