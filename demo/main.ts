import { parseArgs } from 'node:util';
import { readAlerts } from './read-alerts.ts';
import { showAlerts } from './show-alerts.ts';
import { startDemo } from './start-demo.ts';

/**
 * `npm run demo [-- --once] [-- --port 3000]`: the real App and its real jobs, against an emulated GitHub and a small
 * advisory export. Stays up with a page to open; with `--once` it ends when everything is shown.
 */
const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
const started = performance.now();
const say = (text: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`);

const demo = await startDemo({ say, port: Number(values.port) });
const width = process.stdout.isTTY ? process.stdout.columns : undefined;
console.log(showAlerts(await readAlerts(demo.lockkeeper.db), { color: process.stdout.isTTY === true, width }));
if (values.once) {
  await demo[Symbol.asyncDispose]();
  process.exit(0);
}
console.log(
  `\nOpen ${demo.pageUrl}\n  API docs ${demo.lockkeeper.url}/api/docs\n  token    ${demo.token}\nCtrl-C ends it.`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    process.once(signal, () => process.exit(1));
    await demo[Symbol.asyncDispose]();
    process.exit(0);
  });
}
