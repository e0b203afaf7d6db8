import { createPrivateKey } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../db/open-database.ts';
import { readRegistrySettings } from '../registry/read-registry-settings.ts';
import { RegistryError } from '../registry/registry-error.ts';
import type { RegistrySettings } from '../updates/registry/registry-settings.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import type { Env } from './env.ts';
import { type Setting, type SettingName, type SettingValues, settings } from './settings.ts';

export interface Config {
  role: 'web' | 'worker' | 'all';
  http: { host: string; port: number };
  database: DatabaseLocation;
  /** Absolute. */
  dataFolder: string;
  /** Left out: no GitHub App is configured, so the set-up page is served. */
  github?: GitHubConfig;
  webhookProxy?: string;
  advisories: { kind: 'export' | 'api'; url?: string } | { kind: 'local'; path: string };
  /** Addresses or absolute paths of the feeds on exploitation; null: off. */
  exploits: { kev: string | null; epss: string | null };
  graceDays: number;
  deliveryDays: number;
  scanConcurrency: number;
  /** From here alone, never from a repository. */
  registries: RegistrySettings;
  /** Requests an hour for tracking packages; 0: they are not tracked. */
  registryBudget: number;
  /** Whose tokens of workflows are believed, and what they have to be made for. */
  oidc: { issuer: string; audience: string };
  /** Where objectives are asked of; left out: nothing is known of them. */
  prometheus?: { url: string; token?: string };
  /** Who is asked about domains of e-mail addresses; null: nobody. */
  domains: { dns: 'system' | readonly string[] | null; rdap: string | null };
  /** Package managers, and what registries answered. Absolute. */
  cacheFolder: string;
  logLevel: string;
}

export interface GitHubConfig {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  /** Base address of the REST API, without a slash at its end. */
  apiUrl: string;
}

/**
 * Converts settings. Pure, but for the folder that relative paths start from.
 * @throws ConfigError naming every setting that cannot be used.
 */
export function parseConfig(env: Env, folder: string): Config {
  const problems: ConfigProblem[] = [];
  const values = readValues(env, problems);
  const github = readGitHub(env, values, problems);
  const registries = readRegistries(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const dataFolder = resolve(folder, values.LOCKKEEPER_DATA_FOLDER);
  return {
    role: values.LOCKKEEPER_ROLE,
    http: { host: values.HOST, port: values.PORT },
    database:
      values.DATABASE_URL === undefined
        ? { kind: 'pglite', folder: join(dataFolder, 'database') }
        : { kind: 'postgres', url: values.DATABASE_URL },
    dataFolder,
    github,
    webhookProxy: values.WEBHOOK_PROXY_URL,
    advisories: readAdvisories(values, folder),
    exploits: { kev: readFeed(values.LOCKKEEPER_KEV, folder), epss: readFeed(values.LOCKKEEPER_EPSS, folder) },
    graceDays: values.LOCKKEEPER_GRACE_DAYS,
    deliveryDays: values.LOCKKEEPER_DELIVERY_DAYS,
    scanConcurrency: values.LOCKKEEPER_SCAN_CONCURRENCY,
    registries,
    registryBudget: values.LOCKKEEPER_REGISTRY_BUDGET,
    oidc: {
      issuer: (values.LOCKKEEPER_OIDC_ISSUER ?? defaultIssuer(values)).replace(/\/+$/, ''),
      audience: values.LOCKKEEPER_OIDC_AUDIENCE,
    },
    ...(values.LOCKKEEPER_PROMETHEUS_URL === undefined
      ? {}
      : { prometheus: { url: values.LOCKKEEPER_PROMETHEUS_URL, token: values.LOCKKEEPER_PROMETHEUS_TOKEN } }),
    domains: readDomains(values),
    cacheFolder: join(dataFolder, 'cache'),
    logLevel: values.LOG_LEVEL,
  };
}

function readValues(env: Env, problems: ConfigProblem[]): SettingValues {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const result = settings[name].schema.safeParse(env[name]);
    if (result.success) values[name] = result.data;
    else problems.push(problem(name, env[name]));
  }
  const role = values['LOCKKEEPER_ROLE'];
  if (env.DATABASE_URL === undefined && role !== undefined && role !== 'all') {
    const { expected } = settings.DATABASE_URL;
    const cure = `LOCKKEEPER_ROLE=${role} shares its work with other processes; the embedded database serves only one.`;
    problems.push({ setting: 'DATABASE_URL', expected, found: 'nothing', cure });
  }
  return values as SettingValues;
}

function readGitHub(env: Env, values: SettingValues, problems: ConfigProblem[]): GitHubConfig | undefined {
  const names = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET'] as const;
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length === names.length) return undefined;
  for (const setting of missing) {
    const cure = 'Set all three of APP_ID, PRIVATE_KEY and WEBHOOK_SECRET, or none of them for the set-up page.';
    problems.push({ setting, expected: settings[setting].expected, found: 'nothing', cure });
  }
  const privateKey = readPrivateKey(values.PRIVATE_KEY ?? '');
  if (privateKey === undefined && values.PRIVATE_KEY !== undefined) {
    problems.push(problem('PRIVATE_KEY', values.PRIVATE_KEY));
  }
  if (values.APP_ID === undefined || privateKey === undefined || values.WEBHOOK_SECRET === undefined) return undefined;
  return { appId: values.APP_ID, privateKey, webhookSecret: values.WEBHOOK_SECRET, apiUrl: apiUrl(values) };
}

/** The same addresses as Probot makes of `GHE_HOST` and `GHE_PROTOCOL`. */
function apiUrl(values: SettingValues): string {
  if (values.GITHUB_API_URL !== undefined) return values.GITHUB_API_URL.replace(/\/$/, '');
  if (values.GHE_HOST !== undefined) return `${values.GHE_PROTOCOL}://${values.GHE_HOST}/api/v3`;
  return 'https://api.github.com';
}

/** Takes PEM, PEM with `\n` for line ends, and base64 of PEM; undefined for what is no private key. */
function readPrivateKey(text: string): string | undefined {
  const given = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  const pem = given.replaceAll('\\n', '\n').trim();
  try {
    createPrivateKey(pem);
    return `${pem}\n`;
  } catch {
    return undefined;
  }
}

/** What is wrong is said in the reader's own words, which never repeat a value. */
function readRegistries(values: Partial<SettingValues>, problems: ConfigProblem[]): RegistrySettings {
  const setting = 'LOCKKEEPER_REGISTRIES';
  try {
    return readRegistrySettings(values[setting] ?? '', setting);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const cure = `Correct the variable, or remove it. ${error.message}`;
    problems.push({ setting, expected: settings[setting].expected, found: 'something else', cure });
    return {};
  }
}

function readAdvisories(values: SettingValues, folder: string): Config['advisories'] {
  const { LOCKKEEPER_OSV: source, LOCKKEEPER_OSV_URL: url } = values;
  if (source.startsWith('local:')) return { kind: 'local', path: resolve(folder, source.slice('local:'.length)) };
  return { kind: source as 'export' | 'api', url };
}

function readDomains({ LOCKKEEPER_DNS: dns, LOCKKEEPER_RDAP: rdap }: SettingValues): Config['domains'] {
  const servers = dns === 'system' ? dns : dns.split(',').map((each) => each.trim());
  return { dns: dns === 'off' ? null : servers, rdap: rdap === 'off' ? null : rdap };
}

function readFeed(value: string, folder: string): string | null {
  if (value === 'off') return null;
  if (/^https?:/i.test(value)) return value;
  return /^file:/i.test(value) ? fileURLToPath(value) : resolve(folder, value);
}

function problem(name: SettingName, value: string | undefined): ConfigProblem {
  const setting: Setting = settings[name];
  const found =
    value === undefined ? 'nothing' : setting.secret ? 'something else' : JSON.stringify(value.slice(0, 100));
  return { setting: name, expected: setting.expected, found, cure: 'Correct the variable, or remove it.' };
}

function defaultIssuer({ GHE_HOST, GHE_PROTOCOL }: SettingValues): string {
  if (GHE_HOST === undefined) return 'https://token.actions.githubusercontent.com';
  return `${GHE_PROTOCOL}://${GHE_HOST}/_services/token`;
}
