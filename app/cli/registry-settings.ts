import { readRegistrySettings } from '../registry/read-registry-settings.ts';
import type { RegistrySettings } from '../updates/registry/registry-settings.ts';
import type { CliContext } from './cli-context.ts';
import { CliError } from './cli-error.ts';

/** The registries that commands may ask: LOCKKEEPER_REGISTRIES, with the default that `--registry` names. */
export function registrySettings(
  { env }: Pick<CliContext, 'env'>,
  { registry }: { registry?: string },
): RegistrySettings {
  const settings = readRegistrySettings(env['LOCKKEEPER_REGISTRIES'] ?? '', 'LOCKKEEPER_REGISTRIES');
  if (registry === undefined) return settings;
  if (URL.canParse(registry) && /^https?:$/.test(new URL(registry).protocol)) return { ...settings, default: registry };
  throw new CliError(
    `--registry: expected an address such as https://registry.example.org, found ${JSON.stringify(registry)}.`,
  );
}
