import { EditError } from '../edit-failure.ts';
import type { EditLimits } from '../edit-request.ts';
import { expectEnded } from '../run/expect-ended.ts';
import type { NpmAnswer, NpmFailure, NpmTask } from './npm-child.ts';
import { giveBackNpm, takeNpm } from './npm-process.ts';

export interface NpmRun {
  limits: EditLimits;
  signal?: AbortSignal;
  cacheFolder: string;
}

/** Has npm's library do one task in a process of its own. */
export async function runNpm(task: NpmTask, run: NpmRun): Promise<Exclude<NpmAnswer, { error: unknown }>> {
  const npm = takeNpm(run);
  const outcome = await npm.ask(task, run);
  if (!('answer' in outcome)) {
    const { code, stderr } = expectEnded('npm', outcome, run);
    throw new EditError(
      'program',
      `npm ended with ${code}: ${stderr.trim().split('\n').slice(-5).join(' / ').slice(-800)}`,
    );
  }
  giveBackNpm(npm);
  if ('error' in outcome.answer) throw asFailure(outcome.answer.error);
  return outcome.answer;
}

function asFailure({ code, message, detail, missing }: NpmFailure): EditError {
  if (code === 'ERESOLVE') return new EditError('conflict', `npm finds no tree: ${detail ?? message}.`);
  if (code === 'ETARGET' || code === 'E404' || code === 'ENOVERSIONS') {
    return new EditError('conflict', `npm: ${message.replace(/\.$/, '')}.`, { missing });
  }
  if (code.startsWith('EALLOW')) {
    const text = `npm would fetch from outside the registry (${message}), which Lockkeeper does not do.`;
    return new EditError('unsupported', text);
  }
  return new EditError('program', `npm: ${code} ${message}`);
}
