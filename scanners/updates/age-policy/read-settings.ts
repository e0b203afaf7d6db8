import { describeProblem, readYaml } from '../../config/index.ts';
import type { AgePolicyReading } from './age-policy.ts';

const MOST_STRINGS = 2_000;
const LONGEST_STRING = 1_000;

type Settings = Readonly<Record<string, unknown>>;

/** A settings file in YAML; what it does not have, or what is empty, is no setting. */
export function readSettings(
  file: string,
  text: string | undefined,
): { value: Settings } | Required<Pick<AgePolicyReading, 'problem'>> {
  const { value, problems } = readYaml({ file, text: text ?? '' });
  if (value === undefined) return { problem: problems.map(describeProblem).join(' ') };
  if (value === null) return { value: {} };
  return isMap(value) ? { value } : { problem: `${file}: expected a map, found something else. Correct the file.` };
}

export function isMap(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringsOf(value: unknown): string[] {
  const list = typeof value === 'string' ? [value] : Array.isArray(value) ? value.slice(0, MOST_STRINGS) : [];
  return list
    .filter((each): each is string => typeof each === 'string')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each.length <= LONGEST_STRING);
}
