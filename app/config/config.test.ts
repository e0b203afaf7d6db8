import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { type Env, readEnv } from './env.ts';
import { settings } from './settings.ts';
import { settingsTable } from './settings-table.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
}) as string;
const app: Env = { APP_ID: '12', PRIVATE_KEY: key, WEBHOOK_SECRET: 'sesame' };

describe('parseConfig', () => {
  test('needs nothing: an embedded database, the set-up page, the export', () => {
    expect(parseConfig({}, '/srv')).toEqual({
      role: 'all',
      http: { host: 'localhost', port: 3000 },
      database: { kind: 'pglite', folder: '/srv/data/database' },
      dataFolder: '/srv/data',
      github: undefined,
      webhookProxy: undefined,
      advisories: { kind: 'export', url: undefined },
      exploits: {
        kev: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
        epss: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
      },
      graceDays: 30,
      deliveryDays: 30,
      scanConcurrency: 4,
      registries: {},
      registryBudget: 3000,
      oidc: { issuer: 'https://token.actions.githubusercontent.com', audience: 'lockkeeper' },
      domains: { dns: 'system', rdap: null },
      cacheFolder: '/srv/data/cache',
      logLevel: 'info',
    });
  });

  test.each([
    ['PEM', key],
    ['PEM with \\n', key.replaceAll('\n', '\\n')],
    ['base64 of PEM', Buffer.from(key).toString('base64')],
  ])('takes a private key as %s', (_, PRIVATE_KEY) => {
    expect(parseConfig({ ...app, PRIVATE_KEY }, '/').github?.privateKey.trim()).toBe(key.trim());
  });

  test.each<[Env, unknown]>([
    [
      { LOCKKEEPER_DNS: 'off', LOCKKEEPER_RDAP: 'off' },
      { dns: null, rdap: null },
    ],
    [{ LOCKKEEPER_DNS: '192.0.2.1, [2001:db8::1]:53' }, { dns: ['192.0.2.1', '[2001:db8::1]:53'], rdap: null }],
    [{ LOCKKEEPER_RDAP: 'https://rdap.example.org' }, { dns: 'system', rdap: 'https://rdap.example.org' }],
  ])('reads who is asked about domains: %o', (env, expected) => {
    expect(parseConfig(env, '/').domains).toEqual(expected);
  });

  test.each<Env>([
    { LOCKKEEPER_DNS: 'ns.example.org' },
    { LOCKKEEPER_DNS: '999.0.2.1' },
    { LOCKKEEPER_DNS: '192.0.2.1:99999' },
    { LOCKKEEPER_DNS: '[192.0.2.1]' },
    { LOCKKEEPER_RDAP: 'on' },
    { LOCKKEEPER_RDAP: 'ftp://rdap.example.org' },
  ])('and takes no other: %o', (env) => {
    expect(() => parseConfig(env, '/')).toThrow(ConfigError);
  });

  test.each<[string, Env, string]>([
    ['github.com', {}, 'https://api.github.com'],
    ['GHE_HOST', { GHE_HOST: 'git.example.org' }, 'https://git.example.org/api/v3'],
    ['GHE_PROTOCOL', { GHE_HOST: 'localhost:8080', GHE_PROTOCOL: 'http' }, 'http://localhost:8080/api/v3'],
    ['GITHUB_API_URL', { GITHUB_API_URL: 'https://api.x.ghe.com/' }, 'https://api.x.ghe.com'],
  ])('finds the API by %s', (_, env, expected) => {
    expect(parseConfig({ ...app, ...env }, '/').github?.apiUrl).toBe(expected);
  });

  test.each([
    ['off', null],
    ['https://mirror.example.org/feed', 'https://mirror.example.org/feed'],
    ['feeds/today.csv.gz', '/srv/feeds/today.csv.gz'],
    ['/var/feeds/today.csv', '/var/feeds/today.csv'],
    ['file:///var/feeds/to%20day.csv', '/var/feeds/to day.csv'],
  ])('finds a feed on exploitation at %s', (given, expected) => {
    const { exploits } = parseConfig({ LOCKKEEPER_KEV: given, LOCKKEEPER_EPSS: given }, '/srv');
    expect(exploits).toEqual({ kev: expected, epss: expected });
  });

  test.each<[Env, string]>([
    [{ PORT: 'abc' }, 'PORT: expected a whole number from 0 to 65535, found "abc".'],
    [{ PORT: '70000' }, 'PORT: expected a whole number from 0 to 65535, found "70000".'],
    [{ DATABASE_URL: 'mysql://u:hunter2@h/d' }, 'DATABASE_URL: expected an address such as postgres://'],
    [{ LOCKKEEPER_ROLE: 'boss' }, 'LOCKKEEPER_ROLE: expected web, worker or all, found "boss".'],
    [{ LOCKKEEPER_ROLE: 'web' }, 'DATABASE_URL: expected an address such as postgres://'],
    [{ LOCKKEEPER_OSV: 'local:' }, 'LOCKKEEPER_OSV: expected export, api or local:<path>, found "local:".'],
    [{ LOCKKEEPER_KEV: 'ftp://example.org/kev.json' }, 'LOCKKEEPER_KEV: expected an https:// or http:// address'],
    [{ LOCKKEEPER_EPSS: 'https://' }, 'LOCKKEEPER_EPSS: expected an https:// or http:// address'],
    [{ APP_ID: '12' }, 'PRIVATE_KEY: expected a PEM private key'],
    [{ ...app, PRIVATE_KEY: 'hunter2' }, 'PRIVATE_KEY: expected a PEM private key'],
    [{ GHE_HOST: 'https://git.example.org' }, 'GHE_HOST: expected a host name'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected trace, debug'],
  ])('says what is wrong with %j', (env, message) => {
    expect(() => parseConfig(env, '/')).toThrow(ConfigError);
    expect(() => parseConfig(env, '/')).toThrow(message);
    expect(() => parseConfig(env, '/')).not.toThrow('hunter2');
  });

  test('believes the workflows of the server that it works for, and asks its objectives where it is told', () => {
    expect(parseConfig({ GHE_HOST: 'ghe.example.org' }, '/srv').oidc.issuer).toBe(
      'https://ghe.example.org/_services/token',
    );
    const env = {
      LOCKKEEPER_OIDC_ISSUER: 'https://token.example.org/',
      LOCKKEEPER_OIDC_AUDIENCE: 'https://lock.example.org',
      LOCKKEEPER_PROMETHEUS_URL: 'http://prometheus:9090',
      LOCKKEEPER_PROMETHEUS_TOKEN: 'abc',
    };
    expect(parseConfig(env, '/srv')).toMatchObject({
      oidc: { issuer: 'https://token.example.org', audience: 'https://lock.example.org' },
      prometheus: { url: 'http://prometheus:9090', token: 'abc' },
    });
  });

  test('says nothing of the database when it is the role that is wrong', () => {
    expect(() => parseConfig({ LOCKKEEPER_ROLE: 'boss' }, '/')).not.toThrow('DATABASE_URL');
  });

  test('names every wrong setting at once', () => {
    expect(() => parseConfig({ PORT: 'x', LOG_LEVEL: 'y' }, '/')).toThrow(/PORT[\s\S]*LOG_LEVEL/);
  });
});

describe('readEnv', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-env-'));
  writeFileSync(join(folder, '.env'), `APP_ID=7\nPORT=1\nPRIVATE_KEY="${key.replaceAll('\n', '\\n')}"\n`);
  writeFileSync(join(folder, 'key.pem'), key);

  test('prefers the process to .env, and takes only what is a setting', () => {
    const env = readEnv({ PORT: '2', HOME: '/root', HOST: '' }, folder);
    expect(Object.keys(env).sort()).toEqual(['APP_ID', 'PORT', 'PRIVATE_KEY']);
    expect(env.PORT).toBe('2');
    expect(parseConfig({ ...env, WEBHOOK_SECRET: 's' }, '/').github).toMatchObject({ appId: 7, privateKey: key });
  });

  test('reads the key file, and names the one that cannot be read', () => {
    const empty = tmpdir();
    expect(readEnv({ PRIVATE_KEY_PATH: join(folder, 'key.pem') }, empty).PRIVATE_KEY).toBe(key);
    expect(() => readEnv({ PRIVATE_KEY_PATH: '/nowhere.pem' }, empty)).toThrow(
      /PRIVATE_KEY_PATH.*nowhere\.pem.*ENOENT/,
    );
  });
});

test('settingsTable has a row for every setting', () => {
  const table = settingsTable();
  for (const name of Object.keys(settings)) expect(table).toContain(`| \`${name}\` |`);
});
