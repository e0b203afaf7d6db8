import { ActionError } from '../action-error.ts';
import type { Machine } from '../machine.ts';
import { fetchText } from './fetch-text.ts';
import { type Patience, sendAgain } from './send-again.ts';

const MAX_BYTES = 100_000;

/**
 * Asks the runner for the job's OIDC token, made for us. It says whose run this is, for some minutes, so that no secret has to be kept.
 * @throws ActionError where there is none, with the permission that is missing.
 */
export async function workflowToken(
  { env, fetch }: Pick<Machine, 'env' | 'fetch'>,
  audience: string,
  patience: Omit<Patience, 'expected'>,
): Promise<string> {
  const address = URL.parse(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  if (address === null || bearer === '') {
    throw new ActionError(
      'mistake',
      'expected an OIDC token of the job to ask the service with, found that the job may not have one. Give the job "permissions: id-token: write" (workflows of forks never have it), or give api-token.',
    );
  }
  address.searchParams.set('audience', audience);
  const answer = await sendAgain(
    (signal) =>
      fetchText(fetch, address.href, { maxBytes: MAX_BYTES, signal, headers: { authorization: `Bearer ${bearer}` } }),
    { ...patience, expected: "an OIDC token of GitHub's" },
  );
  const token = answer.status === 200 ? valueIn(answer.text) : null;
  if (token !== null) return token;
  throw new ActionError('no-answer', `expected an OIDC token of GitHub's, found status ${answer.status} without one.`);
}

function valueIn(text: string): string | null {
  try {
    const { value } = JSON.parse(text) as { value?: unknown };
    return typeof value === 'string' && /^[\w.-]{1,20000}$/.test(value) ? value : null;
  } catch {
    return null;
  }
}
