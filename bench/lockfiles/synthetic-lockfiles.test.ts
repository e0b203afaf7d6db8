import { expect, it } from 'vitest';
import { type LockfileFormat, parseLockfile } from '../../scanners/lockfiles/index.ts';
import { syntheticLockfile } from './synthetic-lockfiles.ts';

it.each<[LockfileFormat, string]>([
  ['npm', 'package-lock.json'],
  ['yarn-v1', 'yarn.lock'],
  ['yarn-berry', 'yarn.lock'],
  ['pnpm', 'pnpm-lock.yaml'],
  ['bun', 'bun.lock'],
])('the synthetic %s lockfile is a sound one, with a graph', (format, path) => {
  const lockfile = parseLockfile({ path, text: syntheticLockfile(format) });
  expect(lockfile).toMatchObject({ format, problems: [] });
  const edges = [...lockfile.dependencies.values()].map(({ dependencies }) => dependencies.length);
  expect([edges.length, Math.min(...edges)]).toEqual([3600, 2]);
});
