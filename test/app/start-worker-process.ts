import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Config } from '../../app/config/config.ts';
import type { Stage } from './open-stage.ts';
import { configFor } from './start-service.ts';

/** A worker as a process of its own, that is up. Whoever starts it kills it. */
export async function startWorkerProcess(
  { github, database }: Stage,
  config: Partial<Config> = {},
): Promise<ChildProcess> {
  const given = configFor({ github, database, folder: '/nonexistent', config: { role: 'worker', ...config } });
  const script = join(import.meta.dirname, 'worker-process.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return child;
}
