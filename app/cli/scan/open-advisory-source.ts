import { resolve } from 'node:path';
import { type AdvisorySource, openApiSource, openLocalSource } from '../../../scanners/osv/index.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';

export function openAdvisorySource(
  { fetch, folder }: CliContext,
  { osv, osvUrl }: { osv: string; osvUrl?: string },
): AdvisorySource {
  if (osv === 'api') {
    if (osvUrl !== undefined && !isWebAddress(osvUrl)) {
      throw new CliError(
        `--osv-url: expected an address such as https://api.osv.dev, found ${JSON.stringify(osvUrl)}.`,
      );
    }
    return openApiSource({ fetch, baseUrl: osvUrl });
  }
  const path = osv.startsWith('export:') ? osv.slice('export:'.length) : '';
  if (path !== '') return openLocalSource({ path: resolve(folder, path) });
  throw new CliError(
    `--osv: expected api or export:<zip or folder of OSV records>, found ${JSON.stringify(osv)}. Correct it, or leave it out for api.`,
  );
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
