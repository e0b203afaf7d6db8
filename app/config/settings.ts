import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** One environment variable. README's table is made of these, so every word here is for people. */
export interface Setting {
  /** As README shows it: what holds when the variable is not set. */
  default: string;
  meaning: string;
  /** Completes "expected …" in an error. */
  expected: string;
  schema: z.ZodType;
  /** Its value never reaches a message or a log. */
  secret?: boolean;
}

const text = z.string().min(1).optional();
const EXPECTED_FEED = 'an https:// or http:// address, a file: address, a path, or off';
const days = (fallback: number) => whole(1, 3650).default(fallback);

/** Every setting of the service, in the order in which README shows them. */
export const settings = {
  DATABASE_URL: {
    default: 'an embedded database in `LOCKKEEPER_DATA_FOLDER`',
    meaning: 'PostgreSQL to keep everything in. Needed as soon as there is more than one process.',
    expected: 'an address such as postgres://user:password@host:5432/database',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    secret: true,
  },
  LOCKKEEPER_DATA_FOLDER: {
    default: '`./data`',
    meaning: 'Folder of the embedded database and of the downloaded advisories.',
    expected: 'a folder',
    schema: z.string().min(1).default('./data'),
  },
  LOCKKEEPER_ROLE: {
    default: '`all`',
    meaning: '`web` answers webhooks, API and pages; `worker` runs jobs; `all` does both.',
    expected: 'web, worker or all',
    schema: z.enum(['web', 'worker', 'all']).default('all'),
  },
  HOST: {
    default: '`localhost`',
    meaning: 'Address to listen on; `0.0.0.0` for every one.',
    expected: 'a host name or an IP address',
    schema: z.string().min(1).default('localhost'),
  },
  PORT: {
    default: '`3000`',
    meaning: 'Port to listen on; `0` for any free one.',
    expected: 'a whole number from 0 to 65535',
    schema: whole(0, 65535).default(3000),
  },
  APP_ID: {
    default: 'none: the set-up page is served',
    meaning: "The GitHub App's id.",
    expected: 'the whole number on the settings page of the GitHub App',
    schema: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  },
  PRIVATE_KEY: {
    default: 'none: the set-up page is served',
    meaning: "The GitHub App's private key, as PEM (`\\n` for line ends is fine) or that in base64.",
    expected: 'a PEM private key (-----BEGIN … PRIVATE KEY-----)',
    schema: text,
    secret: true,
  },
  PRIVATE_KEY_PATH: {
    default: 'none',
    meaning: 'A file with the private key, instead of `PRIVATE_KEY`.',
    expected: 'a file that holds a PEM private key',
    schema: text,
  },
  WEBHOOK_SECRET: {
    default: 'none',
    meaning: "The GitHub App's webhook secret. Needed with `APP_ID`.",
    expected: 'the secret on the settings page of the GitHub App',
    schema: text,
    secret: true,
  },
  WEBHOOK_PROXY_URL: {
    default: 'none',
    meaning: 'A smee.io channel to receive webhooks through, where GitHub cannot reach this machine.',
    expected: 'an address such as https://smee.io/channel',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  GHE_HOST: {
    default: 'github.com',
    meaning: 'Host of a GitHub Enterprise Server; its API is read at `/api/v3`.',
    expected: 'a host name, with a port where needed and without https://',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/)
      .optional(),
  },
  GHE_PROTOCOL: {
    default: '`https`',
    meaning: 'How to reach `GHE_HOST`.',
    expected: 'https or http',
    schema: z.enum(['https', 'http']).default('https'),
  },
  GITHUB_API_URL: {
    default: '`https://api.github.com`, or what `GHE_HOST` says',
    meaning: "Address of GitHub's API, where it is neither (`https://api.TENANT.ghe.com`).",
    expected: 'an address such as https://api.example.ghe.com',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  LOCKKEEPER_OSV: {
    default: '`export`',
    meaning:
      'Where advisories come from: `export` downloads all of npm once and then what changed, `api` sends package names and versions to the OSV API, `local:<path>` reads a folder or zip.',
    expected: 'export, api or local:<path>',
    schema: z
      .string()
      .regex(/^(export|api|local:.+)$/)
      .default('export'),
  },
  LOCKKEEPER_OSV_URL: {
    default: 'the public OSV service',
    meaning: 'Address of a mirror of the export or of the API.',
    expected: 'an address such as https://osv.example.org',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  LOCKKEEPER_KEV: {
    default: "CISA's public file",
    meaning:
      "CISA's catalogue of known exploited vulnerabilities, which says what is fixed first: an address, a path, or `off`.",
    expected: EXPECTED_FEED,
    schema: feed('https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json'),
  },
  LOCKKEEPER_EPSS: {
    default: "FIRST's public file",
    meaning:
      'The daily EPSS scores (how likely a flaw is to be exploited), which say what is fixed next: an address, a path (`.csv` or `.csv.gz`), or `off`.',
    expected: EXPECTED_FEED,
    schema: feed('https://epss.empiricalsecurity.com/epss_scores-current.csv.gz'),
  },
  LOCKKEEPER_OIDC_ISSUER: {
    default: "GitHub's, or `https://GHE_HOST/_services/token`",
    meaning: 'Who issues the tokens by which workflows say whose run they are, to ask the deploy gate.',
    expected: 'an address such as https://token.example.ghe.com',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  LOCKKEEPER_OIDC_AUDIENCE: {
    default: '`lockkeeper`',
    meaning: 'What those tokens have to be made for. The same in the `audience` of the action.',
    expected: 'a name or an address of 1 to 200 characters without spaces',
    schema: z
      .string()
      .regex(/^\S{1,200}$/)
      .default('lockkeeper'),
  },
  LOCKKEEPER_PROMETHEUS_URL: {
    default: 'none',
    meaning:
      'Prometheus (or what speaks its API) that the objectives of `slos:` are asked of. Every configuration of every installation can count its series there.',
    expected: 'an address such as http://prometheus:9090',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  LOCKKEEPER_PROMETHEUS_TOKEN: {
    default: 'none',
    meaning: 'Bearer token for it, where it wants one.',
    expected: 'a token without spaces',
    schema: z
      .string()
      .regex(/^\S{1,4000}$/)
      .optional(),
    secret: true,
  },
  LOCKKEEPER_GRACE_DAYS: {
    default: '`30`',
    meaning: 'Days after which the data of a removed installation or repository is deleted for good.',
    expected: 'a whole number of days from 1 to 3650',
    schema: days(30),
  },
  LOCKKEEPER_DELIVERY_DAYS: {
    default: '`30`',
    meaning: 'Days for which the ids of webhook deliveries are kept, so that none is acted on twice.',
    expected: 'a whole number of days from 1 to 3650',
    schema: days(30),
  },
  LOCKKEEPER_SCAN_CONCURRENCY: {
    default: '`4`',
    meaning: 'Repositories that one worker scans at a time.',
    expected: 'a whole number from 1 to 64',
    schema: whole(1, 64).default(4),
  },
  LOCKKEEPER_REGISTRIES: {
    default: 'the public registry, without a sign-in',
    meaning:
      'Registries and sign-ins for update plans and for who maintains packages, as JSON: `{"default": address, "scopes": {"@scope": address}, "credentials": {address: {"token": …}}, "trusted": [address]}`. Sign-ins of a repository are never used.',
    expected: 'JSON such as {"scopes": {"@team": "https://registry.example.org"}}',
    schema: z.string().default(''),
    secret: true,
  },
  LOCKKEEPER_REGISTRY_BUDGET: {
    default: '`3000`',
    meaning:
      'Requests an hour by which registries are asked who maintains the packages that are depended on, and how they are published; `0` for none.',
    expected: 'a whole number from 0 to 1000000',
    schema: whole(0, 1_000_000).default(3000),
  },
  LOCKKEEPER_DNS: {
    default: '`system`',
    meaning:
      'Whom to ask whether the domains of the e-mail addresses of new maintainers and of publishers exist: `system`, addresses of DNS servers (`192.0.2.1,[2001:db8::1]:5353`), or `off`.',
    expected: 'system, off, or IP addresses of DNS servers with commas between them',
    schema: z
      .string()
      .refine((text) => text === 'system' || text === 'off' || text.split(',').every(isServer))
      .default('system'),
  },
  LOCKKEEPER_RDAP: {
    default: '`off`',
    meaning:
      'Address of an RDAP bootstrap service that is asked when these domains were registered: it learns their names. `off` for none.',
    expected: 'off, or an address such as https://rdap.example.org',
    schema: z.union([z.literal('off'), z.url({ protocol: /^https?$/ })]).default('off'),
  },
  LOG_LEVEL: {
    default: '`info`',
    meaning: 'The least level that is logged.',
    expected: 'trace, debug, info, warn, error, fatal or silent',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

export type SettingValues = { [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

/** `off`, or where a file is. What looks like an address of another kind would be taken for a path. */
function feed(fallback: string) {
  return z
    .string()
    .regex(/^(https?:\/\/[^\s/].*|file:\/\/\/.+|(?![A-Za-z][A-Za-z0-9+.-]*:\/\/).+)$/i)
    .default(fallback);
}

/** An address of a DNS server, with its port where it is not 53. */
function isServer(text: string): boolean {
  const [, v6, v4, port = '53'] =
    /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  return (isIPv6(v6 ?? '') || isIPv4(v4 ?? '')) && Number(port) > 0 && Number(port) < 65_536;
}

function whole(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}
