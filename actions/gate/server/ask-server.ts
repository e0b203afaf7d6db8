import { ActionError } from '../action-error.ts';
import type { ActionInputs } from '../inputs.ts';
import type { Machine } from '../machine.ts';
import type { Outcome } from '../outcome.ts';
import { mask } from '../runner/commands.ts';
import { readAnswer } from './answer-schema.ts';
import { fetchText } from './fetch-text.ts';
import { problemIn, sendAgain } from './send-again.ts';
import { workflowToken } from './workflow-token.ts';

const MAX_BYTES = 4_000_000;

/** Asks the service. The same token is sent again where the line broke: the service then answers with the same decision. */
export async function askServer(machine: Machine, inputs: ActionInputs & { serverUrl: string }): Promise<Outcome> {
  const { fetch, env, print } = machine;
  const { serverUrl, timeoutMs, apiToken } = inputs;
  const patience = { deadline: AbortSignal.timeout(timeoutMs), attemptMs: timeoutMs / 2 };
  const token = apiToken ?? (await workflowToken(machine, inputs.audience, patience));
  print(mask(token));
  const body = JSON.stringify({
    // A workflow's token speaks for its own repository, at its own commit.
    ...(apiToken === null ? {} : { repository: env['GITHUB_REPOSITORY'], sha: env['GITHUB_SHA'] }),
    environment: inputs.environment,
    dry_run: inputs.dryRun,
    ...(Object.keys(inputs.thresholds).length === 0 ? {} : { inputs: inputs.thresholds }),
  });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'lockkeeper-action',
  };
  const { status, text } = await sendAgain(
    (signal) =>
      fetchText(fetch, `${serverUrl}/api/v1/gate/evaluate`, {
        maxBytes: MAX_BYTES,
        signal,
        method: 'POST',
        headers,
        body,
      }),
    { ...patience, expected: `a verdict of ${serverUrl}` },
  );
  const answer = status === 200 ? readAnswer(text) : undefined;
  if (answer !== undefined) {
    const { verdict, figures, decision } = answer;
    return { verdict, figures, reportUrl: `${serverUrl}/api/v1/gate/decisions/${decision}` };
  }
  throw refusalOf(status, text, serverUrl);
}

function refusalOf(status: number, text: string, serverUrl: string): ActionError {
  const expected = `expected a verdict of ${serverUrl}`;
  if (status >= 400 && status < 500) {
    const told = problemIn(text) || '. Check server-url, and that the service and this action are of one version.';
    return new ActionError('mistake', `${expected}, found that it refuses (status ${status})${told}`);
  }
  if (status >= 300 && status < 400)
    return new ActionError(
      'mistake',
      `${expected}, found a redirect. Give the address that it leads to as server-url.`,
    );
  return new ActionError(
    'no-answer',
    `${expected}, found an answer that is none (status ${status}). Check server-url, and that the service and this action are of one version.`,
  );
}
