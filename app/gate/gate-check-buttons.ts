import { createHash } from 'node:crypto';
import { plainText } from '../../scanners/reports/index.ts';

/** A button of a check run. GitHub takes three, with a label and an identifier of 20 characters and a description of 40. */
export interface CheckButton {
  label: string;
  description: string;
  identifier: string;
}

export const REEVALUATE = 'reevaluate';

/** What GitHub may say of a button that was pressed; the rest is none of ours. */
export const BUTTON = /^(?:reevaluate|override-[0-9a-f]{10})$/;

/** By the hour that somebody needs to get a deploy through; who needs more says so at the API, with a reason. */
const BUTTON_HOURS = 4;

const MOST = 3;

/** One for each environment that can be overridden, while there is room: whoever presses one means that environment and no other. */
export function buttonsFor(environments: readonly { environment: string; maxHours: number }[]): CheckButton[] {
  const overrides = environments.slice(0, MOST - 1).map(({ environment, maxHours }) => ({
    label: plainText(`Override ${environment}`, 20),
    description: `Let it be deployed for ${hoursText(buttonHours(maxHours))}`,
    identifier: overrideButton(environment),
  }));
  return [
    { label: 'Re-evaluate', description: 'Look again at what is known now', identifier: REEVALUATE },
    ...overrides,
  ];
}

/** Names of environments are longer than what GitHub takes, and case makes no difference in them. */
export function overrideButton(environment: string): string {
  const hash = createHash('sha256').update(environment.toLowerCase()).digest('hex');
  return `override-${hash.slice(0, 10)}`;
}

/** @param maxHours what the policy of the environment allows */
export function buttonHours(maxHours: number): number {
  return Math.min(maxHours, BUTTON_HOURS);
}

function hoursText(hours: number): string {
  return hours === 1 ? '1 hour' : `${Math.round(hours * 100) / 100} hours`;
}
