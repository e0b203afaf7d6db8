import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.ts';
import { type SettingName, settings } from './settings.ts';

export type Env = Partial<Record<SettingName, string>>;

/**
 * Reads the settings' variables: those of the process, then those of `.env` in the folder (where the set-up page
 * writes the App's credentials). Empty ones count as not set. `PRIVATE_KEY_PATH` is read into `PRIVATE_KEY`.
 */
export function readEnv(process: NodeJS.ProcessEnv, folder: string): Env {
  const given = { ...readDotEnv(join(folder, '.env')), ...withoutEmpty(process) };
  const env: Env = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const value = given[name];
    if (value !== undefined && value !== '') env[name] = value;
  }
  if (env.PRIVATE_KEY === undefined && env.PRIVATE_KEY_PATH !== undefined) {
    env.PRIVATE_KEY = readKey(env.PRIVATE_KEY_PATH);
  }
  return env;
}

function readDotEnv(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.Dict<string> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const found = `${path}, which cannot be read (${(error as NodeJS.ErrnoException).code})`;
    const cure = 'Name the .pem file that GitHub gave for the App.';
    throw new ConfigError([{ setting: 'PRIVATE_KEY_PATH', expected: settings.PRIVATE_KEY_PATH.expected, found, cure }]);
  }
}
