import Table from 'cli-table3';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import { createToken, listTokens, revokeToken } from '../../api/tokens.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createMessages } from '../messages.ts';
import { findInstallation } from './find-installation.ts';
import { parseExpiry } from './parse-expiry.ts';
import { useDatabase } from './use-database.ts';

interface CreateOptions {
  installation: string;
  name: string;
  /** `--scope a b`, `--scope a --scope b` and `--scope a,b` are the same. */
  scope: string[];
  expires: string;
}

export async function createTokenCommand(context: CliContext, options: CreateOptions): Promise<ExitCode> {
  const now = context.now();
  const expiresAt = parseExpiry(options.expires, now);
  const scopes = options.scope.flatMap((scope) => scope.split(','));
  const { secret, token, login } = await useDatabase(context, async (db) => {
    const { id, account_login } = await findInstallation(db, options.installation);
    const made = await createToken(db, { installationId: id, name: options.name, scopes, expiresAt, now });
    return { ...made, login: account_login };
  });
  const until = expiresAt === null ? 'until it is revoked' : `until ${expiresAt.toISOString()}`;
  createMessages(context).note(
    `token ${token.id} for ${login} (${token.scopes.join(', ')}), ${until}. It is not shown again.`,
  );
  context.stdout.write(`${secret}\n`);
  return EXIT.ok;
}

export async function listTokensCommand(
  context: CliContext,
  { installation }: { installation?: string },
): Promise<ExitCode> {
  const tokens = await useDatabase(context, async (db) =>
    listTokens(db, installation === undefined ? undefined : (await findInstallation(db, installation)).id),
  );
  const head = ['id', 'installation', 'name', 'scopes', 'created', 'expires', 'last used', 'state'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const token of tokens) {
    const { id, account_login, name, scopes, created_at, expires_at, last_used_at } = token;
    const dates = [day(created_at), day(expires_at), day(last_used_at)];
    table.push([
      id,
      plainText(account_login),
      plainText(name),
      scopes.join('\n'),
      ...dates,
      stateOf(token, context.now()),
    ]);
  }
  context.stdout.write(tokens.length === 0 ? 'No tokens.\n' : `${table.toString()}\n`);
  return EXIT.ok;
}

export async function revokeTokenCommand(context: CliContext, id: string): Promise<ExitCode> {
  const number = /^\d{1,9}$/.test(id) ? Number(id) : 0;
  if (!(await useDatabase(context, (db) => revokeToken(db, number, context.now())))) {
    throw new CliError(
      `Expected the id of a token that is not revoked, found ${JSON.stringify(id)}. See: lockkeeper token list`,
    );
  }
  context.stdout.write(`Token ${number} is revoked.\n`);
  return EXIT.ok;
}

function day(date: Date | null): string {
  return date === null ? 'never' : date.toISOString().slice(0, 10);
}

function stateOf({ expires_at, revoked_at }: { expires_at: Date | null; revoked_at: Date | null }, now: Date): string {
  if (revoked_at !== null) return 'revoked';
  return expires_at !== null && expires_at <= now ? 'expired' : 'valid';
}
