import { parseConfig } from './config/config.ts';
import { readEnv } from './config/env.ts';
import { explainStartFailure } from './explain-start-failure.ts';
import { type Lockkeeper, startLockkeeper } from './start-lockkeeper.ts';

/** Environment → configuration → service, until a signal. */
try {
  const folder = process.cwd();
  const env = readEnv(process.env, folder);
  const config = parseConfig(env, folder);
  // Probot's set-up page looks for GitHub Enterprise's address there.
  Object.assign(process.env, env);
  stopOnSignal(await startLockkeeper({ config }));
} catch (error) {
  console.error(explainStartFailure(error));
  process.exit(1);
}

function stopOnSignal(lockkeeper: Lockkeeper): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    // The second one does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    console.error(`${signal}: stopping`);
    await lockkeeper[Symbol.asyncDispose]();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}
