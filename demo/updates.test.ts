import { afterAll, beforeAll, expect, test } from 'vitest';
import { registryAway as testRegistryAway } from '../test/updates/registry-there.ts';
import { makeUpdates, registryAway } from './make-updates.ts';
import { ORGANISATION } from './read-organisation.ts';
import { readUpdates, type ShownPull } from './read-updates.ts';
import { showUpdates } from './show-updates.ts';
import { type Demo, startDemo } from './start-demo.ts';

/** What follows the alerts, as `npm run demo` shows it. Versions are the registry's to say. */
const said: string[] = [];
let away: string | undefined;
let demo: Demo | undefined;

beforeAll(async () => {
  away = await testRegistryAway();
  if (away !== undefined) return;
  demo = await startDemo({ say: () => {}, port: 0, registries: {} });
  const signal = AbortSignal.timeout(90_000);
  expect(await makeUpdates(demo.lockkeeper, { say: (text) => said.push(text), signal })).toBe(true);
});
afterAll(async () => demo?.[Symbol.asyncDispose]());

test('every repository with something to fix gets its pull request', async ({ skip }) => {
  if (demo === undefined) return skip(away);
  const updates = await readUpdates(demo.lockkeeper.db);
  expect(updates.pulls.map(({ repository, state, ways }) => [repository, state, ...ways].join(' '))).toEqual([
    'beacon-web open parent',
    'foghorn open',
    'lighthouse open',
    'mooring open override',
    'pilot-station open',
    'sail-loft open roll-back override',
    'signal-lamp open override',
    'tide-tables open',
  ]);
  expect(updates.left.map(({ place, packageName, reason }) => `${place} ${packageName} ${reason}`)).toEqual(
    expect.arrayContaining([
      'lighthouse/package-lock.json word-wrap 1.2.3 suppressed',
      'pilot-station/pnpm-lock.yaml ip 1.1.5 no-fix',
      'tide-tables/package-lock.json tough-cookie 2.5.0 waiting-on-parent',
    ]),
  );
  const shown = showUpdates(updates);
  expect(shown).toContain('8 open pull requests that together clear');
  expect(shown).toContain('tough-cookie 2.5.0: waiting-on-parent: request 2.88.2 asks for tough-cookie ~2.5.0');
  expect(shown).toContain('Dashboard issues: beacon-web #1, foghorn #1');
  expect(said).toContainEqual(expect.stringMatching(/^ {2}sail-loft #\d+: open: Update 3 packages/));
});

test('/suppress is answered, and the pull request made anew without the package', async ({ skip }) => {
  if (demo === undefined) return skip(away);
  const { lockkeeper, githubUrl } = demo;
  const before = await pullOf(demo);
  expect(before.packages).toContain('lodash');
  const answer = await fetch(
    `${githubUrl}/repos/${ORGANISATION}/${before.repository}/issues/${before.number}/comments`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ body: '/suppress lodash for 30d because demo' }),
    },
  );
  expect(answer.status).toBe(201);
  await lockkeeper.idle();
  const page = await (await fetch(`${githubUrl}/${ORGANISATION}/${before.repository}/${before.number}`)).text();
  expect(page).toContain('/suppress lodash for 30d scope repository because demo');
  expect(page).toMatch(/Suppressed, as number \d+: <code>lodash<\/code>/);
  expect(page).toContain(`Update ${before.packages.length - 1} packages with known flaws`);
  expect(await pullOf(demo)).toMatchObject({
    state: 'open',
    number: before.number,
    packages: before.packages.filter((name) => name !== 'lodash'),
  });
});

test('a registry that is out of reach is named, without waiting for long', async () => {
  const started = performance.now();
  // Port 9 discards; nothing listens there.
  expect(await registryAway({ default: 'http://127.0.0.1:9/' })).toContain('127.0.0.1:9');
  expect(performance.now() - started).toBeLessThan(15_000);
});

async function pullOf({ lockkeeper }: Demo): Promise<ShownPull> {
  const { pulls } = await readUpdates(lockkeeper.db);
  return pulls.find(({ repository }) => repository === 'signal-lamp')!;
}
