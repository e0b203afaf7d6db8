import { assessLockfile } from '../alerts/index.ts';
import { inventory, type Lockfile, locateEntries, parseLockfile } from '../lockfiles/index.ts';
import { type Advisory, createMatcher } from '../osv/index.ts';
import type { ScannedLockfile, ScanReport } from './scan-report.ts';

/** A report for tests, made from a lockfile by the real parser, matcher and assessment. */
export function makeReport({
  path = 'package-lock.json',
  text,
  lockfile = parseLockfile({ path, text }),
  advisories,
  rest = {},
}: {
  path?: string;
  text: string;
  lockfile?: Lockfile;
  advisories: readonly Advisory[];
  rest?: Partial<ScanReport>;
}): ScanReport {
  const items = inventory(lockfile);
  const facts = assessLockfile(items, createMatcher(advisories));
  const lines = locateEntries(
    text,
    lockfile.format,
    facts.flatMap(({ keys }) => keys),
  );
  const scanned: ScannedLockfile = {
    path,
    lockfile,
    items,
    findings: facts.map((each) => ({ facts: each, lines: each.keys.flatMap((key) => lines.get(key) ?? []) })),
    suppressed: [],
  };
  return {
    tool: { name: 'Lockkeeper', version: '1.2.3', url: 'https://example.org/lockkeeper' },
    subject: 'app',
    generatedAt: '2026-01-02T03:04:05.000Z',
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    advisories: 'test',
    prodOnly: false,
    lockfiles: [scanned],
    failures: [],
    ...rest,
  };
}

/** An npm v3 lockfile: `app` asks for express (which asks for qs) and, for development, for flat. */
export function lockfileText(): string {
  const registry = 'https://registry.example.org';
  return JSON.stringify(
    {
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', version: '1.0.0', dependencies: { express: '^4.0.0' }, devDependencies: { flat: '^5.0.0' } },
        'node_modules/express': {
          version: '4.0.0',
          resolved: `${registry}/express/-/express-4.0.0.tgz`,
          dependencies: { qs: '^6.0.0' },
        },
        'node_modules/flat': { version: '5.0.0', resolved: `${registry}/flat/-/flat-5.0.0.tgz`, dev: true },
        'node_modules/qs': { version: '6.0.0', resolved: `${registry}/qs/-/qs-6.0.0.tgz` },
      },
    },
    null,
    2,
  );
}

export function makeAdvisory(id: string, name: string, fixed: string | null, rest: Partial<Advisory> = {}): Advisory {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    published: '2025-12-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: `${name} is unwell`,
    malware: false,
    severity: { level: 'high', score: 7.5 },
    affected: [
      { name, versions: [], ranges: [{ events: [{ introduced: '0' }, ...(fixed === null ? [] : [{ fixed }])] }] },
    ],
    references: [],
    ...rest,
  };
}

export function usualReport(rest: Partial<ScanReport> = {}): ScanReport {
  return makeReport({
    text: lockfileText(),
    advisories: [
      makeAdvisory('GHSA-aaaa-aaaa-aaaa', 'qs', '6.0.1', { aliases: ['CVE-2026-1'] }),
      makeAdvisory('GHSA-bbbb-bbbb-bbbb', 'express', null, { severity: { level: 'unknown' } }),
      makeAdvisory('MAL-2026-1', 'flat', null, { malware: true, severity: { level: 'critical' } }),
    ],
    rest,
  });
}
