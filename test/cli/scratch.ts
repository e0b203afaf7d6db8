import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, gone after the test. A `.git` makes it the root of a repository. */
export function scratch(files: Record<string, string> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockkeeper-cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ '.git/HEAD': 'ref: refs/heads/main\n', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A package-lock.json (v3) whose project asks for these packages; those named in `dev` only for development. */
export function packageLock(packages: Record<string, string>, dev: readonly string[] = []): string {
  const entries = Object.entries(packages);
  const list = (wanted: boolean) =>
    Object.fromEntries(
      entries.filter(([name]) => dev.includes(name) === wanted).map(([name, version]) => [name, version]),
    );
  return JSON.stringify(
    {
      name: 'app',
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', dependencies: list(false), devDependencies: list(true) },
        ...Object.fromEntries(
          entries.map(([name, version]) => [
            `node_modules/${name}`,
            {
              version,
              resolved: `https://registry.example.org/${name}/-/${name}-${version}.tgz`,
              ...(dev.includes(name) ? { dev: true } : {}),
            },
          ]),
        ),
      },
    },
    null,
    2,
  );
}

/** An OSV record: every version of the package below `fixed` is affected. */
export function osvRecord(id: string, name: string, fixed: string, rest: object = {}): object {
  return {
    schema_version: '1.6.0',
    id,
    modified: '2026-01-01T00:00:00Z',
    published: '2025-12-01T00:00:00Z',
    summary: `${name} is unwell`,
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
    database_specific: { severity: 'HIGH' },
    ...rest,
  };
}

/** `alpha` below 2.0.0 is highly, `beta` of unknown, `gamma` of low severity. */
export const RECORDS = [
  osvRecord('GHSA-aaaa-aaaa-aaaa', 'alpha', '2.0.0', { aliases: ['CVE-2026-1111'] }),
  osvRecord('GHSA-bbbb-bbbb-bbbb', 'beta', '2.0.0', { database_specific: {} }),
  osvRecord('GHSA-cccc-cccc-cccc', 'gamma', '2.0.0', { database_specific: { severity: 'LOW' } }),
];

export function recordLines(records: readonly object[] = RECORDS): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
