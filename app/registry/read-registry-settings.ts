import { z } from 'zod';
import { normalAddress, type RegistrySettings } from '../updates/registry/registry-settings.ts';
import { RegistryError } from './registry-error.ts';

const address = z.string().refine((text) => normalAddress(text) !== undefined, { error: 'an address (https://…)' });
const credential = z.union([
  z.strictObject({ token: z.string().min(1) }),
  z.strictObject({ username: z.string().min(1), password: z.string().min(1) }),
]);

const registries = z.strictObject({
  default: address.optional(),
  scopes: z.record(z.string().regex(/^@[^/\s]+$/, { error: 'a scope such as @team' }), address).optional(),
  credentials: z.record(address, credential).optional(),
  trusted: z.array(address).optional(),
});

/**
 * Registries and sign-ins as our own settings give them, in JSON. An empty text stands for the public registry alone.
 * @throws RegistryError `settings`. Its message never repeats a value, which may be a secret.
 */
export function readRegistrySettings(text: string, name: string): RegistrySettings {
  if (text.trim() === '') return {};
  const read = registries.safeParse(parsed(text, name));
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  const place = path.filter((key) => key !== 'token' && key !== 'password').join('.');
  throw new RegistryError('settings', `${name}: ${place === '' ? '' : `${place}: `}${message}. ${SHAPE}`);
}

const SHAPE =
  'Expected {"default": address, "scopes": {"@scope": address}, "credentials": {address: {"token": …}}, "trusted": [address]}.';

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RegistryError('settings', `${name}: found no JSON. ${SHAPE}`);
  }
}
