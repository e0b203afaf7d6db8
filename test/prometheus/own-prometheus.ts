import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface OwnPrometheus {
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Why tests that need a Prometheus cannot run here; undefined where they can. npm brings none along, so that it may be missing in CI too:
 * Debian and Ubuntu have it as the package `prometheus`.
 */
export async function prometheusAway(): Promise<string | undefined> {
  try {
    await run('prometheus', ['--version']);
    await run('promtool', ['--version']);
    return undefined;
  } catch {
    return 'skipped, because prometheus and promtool are not installed here: apt-get install prometheus';
  }
}

/** A real Prometheus that scrapes nothing and holds a past: samples in OpenMetrics, each with its moment. */
export async function startOwnPrometheus(openMetrics: string): Promise<OwnPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-prometheus-'));
  const [metrics, data, config] = ['metrics.txt', 'data', 'prometheus.yml'].map((name) => join(folder, name));
  await writeFile(metrics!, openMetrics);
  await writeFile(config!, '{}\n');
  const backfill = [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    '--max-block-duration=24h',
    metrics!,
    data!,
  ];
  await run('promtool', backfill);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    'prometheus',
    [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await isReady(url)); tries += 1) {
    if (child.exitCode !== null || tries > 300) {
      await stop();
      throw new Error(`expected Prometheus to be ready, found: ${said}`);
    }
    await wait(100);
  }
  return { url, [Symbol.asyncDispose]: stop };
}

async function isReady(url: string): Promise<boolean> {
  return await fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('expected a port, found none');
  return address.port;
}
