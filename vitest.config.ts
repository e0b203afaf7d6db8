import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Two projects: pure rooms start at once; what needs databases waits for a real PostgreSQL to come up. */
export default defineConfig({
  test: {
    // Much of what these tests do is waiting, for databases, package managers and the queue: the default leaves a core idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['scanners/**/*.test.ts', 'gate/**/*.test.ts', 'actions/**/*.test.ts', 'bench/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'shell',
          include: ['db/**/*.test.ts', 'app/**/*.test.ts', 'test/**/*.test.ts', 'demo/**/*.test.ts'],
          globalSetup: ['test/databases.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
