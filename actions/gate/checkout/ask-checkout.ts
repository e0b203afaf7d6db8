import * as gate from '../../../gate/index.ts';
import { ActionError } from '../action-error.ts';
import type { ActionInputs } from '../inputs.ts';
import type { Machine } from '../machine.ts';
import type { Outcome } from '../outcome.ts';

export async function askCheckout(_machine: Machine, _inputs: ActionInputs): Promise<Outcome> {
  void gate.evaluate;
  throw new ActionError('mistake', 'expected server-url, found none.');
}
