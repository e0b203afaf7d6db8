import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registryAway, SURROUNDINGS } from '../../test/updates/registry-there.ts';
import { SMALL_PROJECTS, smallProject, TRANSITIVE } from '../../test/updates/small-projects.ts';
import { editProject } from './edit-project.ts';

let away: string | undefined;
/** A registry that takes every question and answers none. */
let mute: Server;
beforeAll(async () => {
  mute = createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  away = await registryAway();
});
afterAll(() => {
  mute.closeAllConnections();
  mute.close();
});

test.each(SMALL_PROJECTS)(
  '$format: a package manager that waits is killed, and the failure says so',
  async (project) => {
    // The program itself comes from the real registry, once; only then is there somebody to wait.
    if (away === undefined) await editProject({ ...SURROUNDINGS, ...project, updates: [TRANSITIVE] });
    const registry = { default: `http://127.0.0.1:${(mute.address() as AddressInfo).port}/` };
    const limits = { seconds: 1.5, memoryMb: 2048, inputBytes: 1e6 };
    const started = performance.now();
    const outcome = await editProject({ ...SURROUNDINGS, ...project, registry, limits, updates: [TRANSITIVE] });
    expect(outcome).toMatchObject({
      failure: { code: expect.stringMatching(/^(time|registry)$/), text: expect.any(String) },
    });
    expect(performance.now() - started).toBeLessThan(12_000);
  },
);

test.for(['npm', 'pnpm'] as const)(
  '%s: one that needs too much memory is killed, and the failure says so',
  async (format, { skip }) => {
    if (away !== undefined && format === 'pnpm') skip(away);
    const limits = { seconds: 60, memoryMb: 20, inputBytes: 1e6 };
    const outcome = await editProject({ ...SURROUNDINGS, ...smallProject(format), limits, updates: [TRANSITIVE] });
    expect(outcome).toMatchObject({ failure: { code: 'memory', text: expect.stringContaining('20 MB') } });
  },
);

test('stops when it is no longer wanted', async () => {
  const outcome = await editProject({
    ...SURROUNDINGS,
    ...smallProject('npm'),
    signal: AbortSignal.abort(),
    updates: [TRANSITIVE],
  });
  expect(outcome).toMatchObject({ failure: { code: 'stopped' } });
});
