import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type AdvisorySource, openApiSource, openExportSource, openLocalSource } from '../scanners/osv/index.ts';
import type { Config } from './config/config.ts';

/** Where advisories come from, as configured. */
export async function openAdvisorySource({ advisories, dataFolder }: Config, log: Logger): Promise<AdvisorySource> {
  if (advisories.kind === 'local') return openLocalSource({ path: advisories.path });
  const baseUrl = advisories.url === undefined ? {} : { baseUrl: advisories.url };
  const options = { fetch, log: log.child({ source: advisories.kind }), ...baseUrl };
  if (advisories.kind === 'api') return openApiSource(options);
  const scratch = join(dataFolder, 'advisories');
  await mkdir(scratch, { recursive: true });
  return openExportSource({ ...options, scratch });
}
