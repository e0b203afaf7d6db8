import { INPUT_NAMES, type InputName } from '../../gate/inputs.ts';
import { plainText } from '../../scanners/reports/plain-text.ts';

const FAIL_ON = ['block', 'warn'] as const;
const ON_ERROR = ['block', 'warn', 'allow'] as const;
const MAX_TIMEOUT_S = 600;

export interface ActionInputs {
  environment: string;
  /** Null: the checkout is scanned. Without a slash at the end. */
  serverUrl: string | null;
  apiToken: string | null;
  audience: string;
  dryRun: boolean;
  failOn: (typeof FAIL_ON)[number];
  onError: (typeof ON_ERROR)[number];
  timeoutMs: number;
  /** By the names of the inputs. Whether they are possible is said by `gate/tighten.ts`, wherever the decision is made. */
  thresholds: Partial<Record<InputName, number | string>>;
  prometheusUrl: string | null;
  prometheusToken: string | null;
  osvUrl: string;
  workingDirectory: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The inputs as the runner hands them over, or every mistake in them at once. */
export function readInputs(env: Env): { ok: true; inputs: ActionInputs } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const serverUrl = address('server-url');
  const inputs: ActionInputs = {
    environment: environment(),
    serverUrl,
    apiToken: token('api-token'),
    audience: matching('audience', 'lockkeeper', /^\S{1,200}$/, '1 to 200 characters without spaces'),
    dryRun: oneOf('dry-run', ['false', 'true'] as const, 'false') === 'true',
    failOn: oneOf('fail-on', FAIL_ON, 'block'),
    onError: oneOf('on-error', ON_ERROR, 'block'),
    timeoutMs: timeout(),
    thresholds: thresholds(),
    prometheusUrl: address('prometheus-url'),
    prometheusToken: token('prometheus-token'),
    osvUrl: address('osv-url') ?? 'https://api.osv.dev',
    workingDirectory: inputOf(env, 'working-directory') || '.',
  };
  return problems.length === 0 ? { ok: true, inputs } : { ok: false, problems };

  function environment(): string {
    const text = inputOf(env, 'environment');
    if (text !== '' && text.length <= 255 && !/\p{Cc}/u.test(text)) return text;
    return refuse('environment', 'the name of the environment that is deployed to, such as production', text);
  }

  function address(name: string): string | null {
    const text = inputOf(env, name);
    if (text === '') return null;
    const url = URL.parse(text);
    if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && !url.search) {
      url.hash = '';
      return url.href.replace(/\/+$/, '');
    }
    // It may hold a password.
    problems.push(`${name}: expected an https address without a user or a query, found something else.`);
    return null;
  }

  /** What was found is not shown: it is a secret, or was meant to be. */
  function token(name: string): string | null {
    const text = inputOf(env, name);
    if (text === '') return null;
    if (!/^[\x21-\x7e]{1,8000}$/.test(text))
      problems.push(`${name}: expected printable characters without spaces, found others.`);
    return text;
  }

  function timeout(): number {
    const text = inputOf(env, 'timeout') || '60';
    const seconds = /^\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
    if (seconds < 1 || seconds > MAX_TIMEOUT_S) refuse('timeout', `seconds, 1 to ${MAX_TIMEOUT_S}`, text);
    return seconds * 1000;
  }

  function thresholds(): ActionInputs['thresholds'] {
    const given = INPUT_NAMES.map((name) => [name, inputOf(env, name)] as const).filter(([, text]) => text !== '');
    return Object.fromEntries(
      given.map(([name, text]) => [name, /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : text.slice(0, 40)]),
    );
  }

  function oneOf<const Value extends string>(name: string, values: readonly Value[], fallback: Value): Value {
    const text = inputOf(env, name).toLowerCase() || fallback;
    const found = values.find((value) => value === text);
    return found ?? (refuse(name, `one of ${values.join(', ')}`, text) as Value);
  }

  function matching(name: string, fallback: string, pattern: RegExp, expected: string): string {
    const text = inputOf(env, name) || fallback;
    return pattern.test(text) ? text : refuse(name, expected, text);
  }

  function refuse(name: string, expected: string, found: string): string {
    const shown = found === '' ? 'nothing' : JSON.stringify(plainText(found, 80));
    problems.push(`${name}: expected ${expected}, found ${shown}.`);
    return '';
  }
}

/** Trimmed. Runners put inputs into variables whose names keep the hyphens; shells that cannot set such may use `_`. */
export function inputOf(env: Env, name: string): string {
  return (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}
