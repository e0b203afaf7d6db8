import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../free-port.ts';

/** A real Alertmanager, as Debian packages it. */
export interface Alertmanager extends AsyncDisposable {
  /** Takes alerts as Prometheus posts them (API v2). */
  post(alerts: readonly PostedAlert[]): Promise<void>;
  /** A number of its own metrics, summed over their labels: 0 where there is none yet. */
  metric(name: string): Promise<number>;
}

export interface PostedAlert {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  generatorURL?: string;
  /** ISO 8601. Left out: now. */
  startsAt?: string;
  /** ISO 8601. In the past: it is resolved. */
  endsAt?: string;
}

export interface AlertmanagerOptions {
  /** Where the webhook goes. */
  url: string;
  /** Lines of YAML for `http_config`. */
  auth: readonly string[];
}

/** The program, where it is installed. */
export function findAlertmanager(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = folders.flatMap((folder) =>
    ['prometheus-alertmanager', 'alertmanager'].map((name) => join(folder, name)),
  );
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts one that tells of alerts at once, and again every few seconds. */
export async function startAlertmanager(program: string, { url, auth }: AlertmanagerOptions): Promise<Alertmanager> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-alertmanager-'));
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const config = [
    'route: {receiver: lockkeeper, group_by: [alertname], group_wait: 100ms, group_interval: 1s, repeat_interval: 3s}',
    'receivers:',
    '  - name: lockkeeper',
    '    webhook_configs:',
    `      - url: ${url}`,
    '        send_resolved: true',
    '        http_config:',
    ...auth.map((line) => `          ${line}`),
  ];
  await writeFile(join(folder, 'alertmanager.yml'), `${config.join('\n')}\n`);
  const address = `127.0.0.1:${await freePort()}`;
  const flags = ['--config.file=alertmanager.yml', '--storage.path=data', '--cluster.listen-address='];
  const child = spawn(program, [...flags, `--web.listen-address=${address}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const ended = once(child, 'exit');
  opened.defer(async () => {
    if (child.exitCode === null && child.kill()) await ended;
  });
  for (let left = 150; ; left--) {
    if ((await fetch(`http://${address}/-/ready`).catch(() => undefined))?.ok) break;
    if (left === 0 || child.exitCode !== null) throw new Error(`expected Alertmanager to start, found: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const all = opened.move();
  return {
    post: async (alerts) => {
      const body = JSON.stringify(alerts);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`http://${address}/api/v2/alerts`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`expected Alertmanager to take alerts, found ${await response.text()}`);
    },
    metric: async (name) => {
      const text = await (await fetch(`http://${address}/metrics`)).text();
      const lines = text
        .split('\n')
        .filter((line) => new RegExp(`^${name}(\\{[^}]*integration="webhook"|\\s)`).test(line));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
