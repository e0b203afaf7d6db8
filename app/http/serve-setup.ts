import type { Logger } from 'pino';
import { Probot } from 'probot';
import { warningsOnly } from '../log/warnings-only.ts';
import type { Handler } from './handler.ts';
import { type Served, type ServeOptions, serveProbot } from './serve.ts';

type SetupAppFactory = (options: {
  host: string;
  port: number;
  log: Logger;
}) => () => Promise<(...request: Parameters<Handler>) => Promise<unknown>>;

/**
 * Probot's set-up page: it makes a GitHub App out of `app.yml` and writes its credentials to `.env`. Probot offers it only
 * inside its `run`, which knows nothing of health checks, so it is taken from where it lies (the version is pinned).
 */
export async function serveSetup(options: ServeOptions): Promise<Served> {
  const { host, port, log } = options;
  // Otherwise Probot installs smee-client with npx and asks smee.io for a channel, which a set-up must not need.
  process.env['NO_SMEE_SETUP'] ??= 'true';
  const location = new URL('./apps/setup.js', import.meta.resolve('probot'));
  const { setupAppFactory } = (await import(location.href)) as { setupAppFactory: SetupAppFactory };
  // Probot greets in eight lines; ours says the same in one.
  const setup = await setupAppFactory({ host, port, log: warningsOnly(log) })();
  const probot = Probot.defaults({ appId: 1, privateKey: 'not used by the set-up page', log });
  const handlers: Handler[] = [
    ...options.handlers,
    async (request, response) => (await setup(request, response)) === true,
  ];
  const served = await serveProbot({ ...options, handlers, probot, load: () => {} });
  log.warn(`No GitHub App is configured. Open ${served.url} to make one; then start again.`);
  return served;
}
