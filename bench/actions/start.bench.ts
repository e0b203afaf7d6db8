import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { GATE_ANSWER } from '../../test/actions/gate-answer.ts';
import { sendJson, startServer } from '../../test/osv/local-server.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../db/median.ts';
import { printWhenAlone } from '../db/print-when-alone.ts';

const ROUNDS = 25;
const BUNDLE = join(import.meta.dirname, '../../actions/dist/gate.js');

/**
 * From the start of the process to its end: the action that asks a service for a verdict, with its job's token, beside a bare Node that does
 * nothing but send the same two requests. Both ask the same server, which answers at once, in turns.
 */
export async function run(): Promise<BenchRow[]> {
  await using server = await startServer((request, response) =>
    sendJson(response, request.url?.startsWith('/token') ? { value: 'a.b.c' } : GATE_ANSWER),
  );
  const job = { ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?v=1`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
  const env = { ...job, INPUT_ENVIRONMENT: 'production', 'INPUT_SERVER-URL': server.url };
  const bare = `
    const { value } = await (await fetch('${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=lockkeeper')).json();
    const headers = { authorization: 'Bearer ' + value, 'content-type': 'application/json' };
    await (await fetch('${server.url}/api/v1/gate/evaluate', { method: 'POST', headers, body: '{}' })).text();
    process.exit(0);
  `;
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await time([BUNDLE], env));
    theirs.push(await time(['--input-type=module', '-e', bare], {}));
  }
  const [our, their] = [median(ours), median(theirs)];
  return [
    {
      what: 'the action asks a service for a verdict, start to end',
      ours: our,
      peer: 'bare node with the same requests',
      theirs: their,
      unit: 'ms',
      ratio: our / their,
      bound: 1.5,
    },
  ];
}

function time(args: readonly string[], env: Record<string, string>): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('exit', (code) => {
      if (code === 0) resolve(performance.now() - started);
      else reject(new Error(`expected exit code 0, found ${code}`));
    });
  });
}

await printWhenAlone(import.meta, run);
