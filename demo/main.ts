import { parseArgs } from 'node:util';
import { readRegistrySettings } from '../app/registry/read-registry-settings.ts';
import { changeMaintainers } from './change-maintainers.ts';
import { makeUpdates, registryAway, tellOfUpdates } from './make-updates.ts';
import { readAlerts } from './read-alerts.ts';
import { readChanges } from './read-changes.ts';
import { readUpdates } from './read-updates.ts';
import { showAlerts } from './show-alerts.ts';
import { showChanges } from './show-changes.ts';
import { showPlaces } from './show-places.ts';
import { showUpdates } from './show-updates.ts';
import { startDemo } from './start-demo.ts';

/**
 * `npm run demo [-- --once] [-- --port 3000]`: the real App and its real jobs, against an emulated GitHub and a small
 * advisory export. Stays up with pages to open; with `--once` it ends when everything is shown.
 */
const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
/** Some 15 s are needed; the rest is for slow machines and networks. */
const LONGEST_UPDATE_MS = 4 * 60 * 1000;

const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const say = (text: string) => console.error(`${seconds().toFixed(1).padStart(5)} s  ${text}`);

const registries = readRegistrySettings(process.env['LOCKKEEPER_REGISTRIES'] ?? '', 'LOCKKEEPER_REGISTRIES');
const demo = await startDemo({ say, port: Number(values.port), registries });
const { lockkeeper } = demo;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    process.once(signal, () => process.exit(1));
    await demo[Symbol.asyncDispose]();
    process.exit(0);
  });
}
const width = process.stdout.isTTY ? process.stdout.columns : undefined;
console.log(showAlerts(await readAlerts(lockkeeper.db), { color: process.stdout.isTTY === true, width }));

await changeMaintainers(demo, say);
console.log(showChanges(await readChanges(lockkeeper.db), demo.githubUrl));

const away = await registryAway(registries);
if (away === undefined) {
  say('the next hour: pull requests, proven with the real package managers (some 15 s; more when they are downloaded)');
  const before = seconds();
  const done = await makeUpdates(lockkeeper, { say, signal: AbortSignal.timeout(LONGEST_UPDATE_MS) });
  const took = `after ${(seconds() - before).toFixed(0)} s`;
  say(done ? `all pull requests are made, ${took}` : `still at work ${took}: what follows is not all`);
  console.log(showUpdates(await readUpdates(lockkeeper.db)));
} else {
  console.log(`\nNo pull requests are made: they need the npm registry, which cannot be reached from here (${away}).`);
}
if (values.once) {
  await demo[Symbol.asyncDispose]();
  process.exit(0);
}

console.log(showPlaces(demo, { updates: await readUpdates(lockkeeper.db), changes: await readChanges(lockkeeper.db) }));
const tell = await tellOfUpdates(lockkeeper, say);
setInterval(() => tell().catch(() => {}), 1000);
