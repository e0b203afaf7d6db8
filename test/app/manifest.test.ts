import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { watchedEvents } from '../../app/events/payloads.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'app.yml'), 'utf8');
const manifest = parse(text) as { default_permissions: Record<string, string>; default_events: string[] };

test('app.yml asks for no more than is used, and names files that are there', () => {
  expect(manifest.default_permissions).toEqual({
    contents: 'write',
    issues: 'write',
    metadata: 'read',
    checks: 'write',
    pull_requests: 'write',
    deployments: 'write',
    actions: 'read',
  });
  const everyApp = ['installation', 'installation_repositories'];
  expect([...manifest.default_events, ...everyApp].sort()).toEqual([...watchedEvents].sort());
  const named = text.match(/app\/[\w./-]+\.ts/g) ?? [];
  expect(named.length).toBeGreaterThanOrEqual(5);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every permission and event says who needs it', () => {
  const lines = text.split('\n');
  const entries = lines.flatMap((line, index) => (/^ {2}(?:\w+: (?:read|write)|- \w+)$/.test(line) ? [index] : []));
  expect(entries).toHaveLength(Object.keys(manifest.default_permissions).length + manifest.default_events.length);
  for (const index of entries) expect(lines[index - 1]).toMatch(/^ {2}# .*app\/.*\.ts/);
});
