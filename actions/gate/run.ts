import { ActionError, isActionError } from './action-error.ts';
import { type ExitCode, exitCodeOf, exitCodeOfError } from './exit-code.ts';
import { type ActionInputs, inputOf, readInputs } from './inputs.ts';
import type { Machine } from './machine.ts';
import type { Outcome } from './outcome.ts';
import { annotation, mask } from './runner/commands.ts';
import { askServer } from './server/ask-server.ts';
import { tellEnd, tellError, tellOutcome } from './tell.ts';

/** Asks whether the deploy may go ahead, and tells it to the workflow and to people. @returns the exit code */
export async function run(machine: Machine): Promise<ExitCode> {
  const { env, print } = machine;
  for (const name of ['api-token', 'prometheus-token']) print(mask(inputOf(env, name)));
  const read = readInputs(env);
  if (!read.ok) {
    const asked = { dryRun: inputOf(env, 'dry-run').toLowerCase() === 'true', onError: 'block' } as const;
    const code = exitCodeOfError('mistake', asked);
    const cure = 'Correct them in the workflow; README.md lists all of them.';
    tellError(machine, new ActionError('mistake', `${read.problems.join(' ')} ${cure}`), asked, code);
    return code;
  }
  const { inputs } = read;
  if (isOpen(inputs.serverUrl)) print(annotation('warning', 'Lockkeeper', OPEN));
  try {
    const outcome = await ask(machine, inputs);
    const code = exitCodeOf(outcome.verdict, inputs);
    tellOutcome(machine, outcome, inputs);
    tellEnd(machine, outcome, code);
    return code;
  } catch (cause) {
    const error = isActionError(cause) ? cause : faultOf(cause);
    const code = exitCodeOfError(error.code, inputs);
    tellError(machine, error, inputs, code);
    return code;
  }
}

/** What scans is loaded only where it is needed. */
async function ask(machine: Machine, inputs: ActionInputs): Promise<Outcome> {
  const { serverUrl } = inputs;
  if (serverUrl !== null) return askServer(machine, { ...inputs, serverUrl });
  const { askCheckout } = await import('./checkout/ask-checkout.ts');
  return askCheckout(machine, inputs);
}

const OPEN =
  'server-url: what is asked and answered goes over the network unencrypted, so that whoever is on the way can answer in its place. Serve Lockkeeper by https.';

function isOpen(serverUrl: string | null): boolean {
  if (serverUrl === null) return false;
  const { protocol, hostname } = new URL(serverUrl);
  return protocol === 'http:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function faultOf(cause: unknown): ActionError {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const message = `expected a verdict, found a fault of Lockkeeper's (${said}). Please report it.`;
  return new ActionError('fault', message, { cause });
}
