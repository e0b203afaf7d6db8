import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startGitHub } from '../github/index.ts';

const running: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** The public feeds are not asked by tests. */
const quiet = { PORT: '0', HOST: '127.0.0.1', LOCKKEEPER_KEV: 'off', LOCKKEEPER_EPSS: 'off' };

interface Running {
  child: ChildProcess;
  output: () => string;
  /** Settles with the address when it is up. */
  url: Promise<string>;
  exit: Promise<number | null>;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-main-'));
  folders.push(folder);
  return folder;
}

/** `npm start`, but for the folder, the port and whatever is said. */
function start(folder: string, env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['app/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...quiet, PATH: process.env['PATH'], LOCKKEEPER_DATA_FOLDER: folder, ...env },
  });
  running.push(child);
  let text = '';
  const url = Promise.withResolvers<string>();
  const hear = (chunk: Buffer) => {
    text += String(chunk);
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
    if (found !== null && /is up|No GitHub App/.test(text)) url.resolve(found[0]);
  };
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  exit.then(() => url.reject(new Error(`it ended: ${text}`))).catch(() => {});
  url.promise.catch(() => {});
  return { child, output: () => text, url: url.promise, exit };
}

test('without an App it serves the set-up page, is healthy, says what is missing, and guards its folder', async () => {
  const folder = await newFolder();
  const first = start(folder);
  const url = await first.url;
  const page = await fetch(url);
  expect(page.url).toBe(`${url}/probot`);
  const html = await page.text();
  expect(html).toContain('https://github.com/settings/apps/new');
  const manifest = html.replaceAll('&quot;', '"');
  expect(manifest).toContain(
    '"default_permissions":{"contents":"write","issues":"write","metadata":"read","checks":"write","pull_requests":"write","deployments":"write","actions":"read"}',
  );
  expect(manifest).toContain(
    '"default_events":["push","repository","pull_request","issues","issue_comment","deployment_protection_rule","deployment_status","check_run"]',
  );
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, missing: [expect.stringContaining('a GitHub App')] });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('lockkeeper_build_info');

  const second = start(folder);
  expect(await second.exit).toBe(1);
  expect(second.output()).toContain(`found process ${first.child.pid} on`);
  expect(second.output()).toContain('LOCKKEEPER_DATA_FOLDER');
  expect(second.output()).not.toContain('    at ');

  first.child.kill('SIGTERM');
  expect(await first.exit).toBe(0);
  const third = start(folder);
  await third.url;
  third.child.kill('SIGKILL');
  await third.exit;
  // Its lock is stale, its database whole.
  const fourth = start(folder);
  expect((await fetch(`${await fourth.url}/healthz`)).status).toBe(200);
});

test('with an App it is ready, answers for everything, and stops in time', async () => {
  await using github = await startGitHub({ accounts: [{ login: 'harbour' }] });
  const { url, child, exit, output } = start(await newFolder(), {
    APP_ID: String(github.appId),
    PRIVATE_KEY: github.privateKey.replaceAll('\n', '\\n'),
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    LOCKKEEPER_OSV: 'local:/nowhere',
  });
  const at = await url;
  expect(await (await fetch(`${at}/readyz`)).json()).toMatchObject({ ready: true, missing: [] });
  expect((await fetch(`${at}/`)).status).toBe(200);
  expect((await fetch(`${at}/api/v1/openapi.json`)).status).toBe(200);
  expect((await fetch(`${at}/nothing/here`)).status).toBe(404);
  const began = performance.now();
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(output()).not.toContain(github.webhookSecret);
});

test('says which settings are wrong, without a stack', async () => {
  const { exit, output } = start(await newFolder(), { PORT: 'http', APP_ID: '1' });
  expect(await exit).toBe(1);
  expect(output()).toContain('PORT: expected a whole number from 0 to 65535, found "http".');
  expect(output()).toContain('PRIVATE_KEY: expected a PEM private key');
  expect(output()).not.toContain('    at ');
});
