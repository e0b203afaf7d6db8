import { pino } from 'pino';
import type { Config } from '../../app/config/config.ts';
import { startLockkeeper } from '../../app/start-lockkeeper.ts';

/** A worker as a process of its own, to be killed. Its configuration comes as JSON in the first argument. */
const config = JSON.parse(process.argv[2] ?? '') as Config;
const source = { name: 'nothing', read: async function* () {} };
const pace = { heartbeat: 10, supervise: 1, retryDelay: 1, poll: 0.5, settle: 0 };
await startLockkeeper({ config, source, log: pino({ level: 'silent' }), pace });
console.log('up');
