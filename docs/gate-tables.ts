import { DEFAULT_POLICY } from '../gate/default-policy.ts';
import { RULE_PARTS } from '../gate/freeze/read-rrule.ts';
import { INPUT_NAMES, INPUTS } from '../gate/inputs.ts';
import { CHECKS } from '../gate/policy.ts';
import { configJsonSchema } from '../scanners/config/config-json-schema.ts';

interface Settings {
  description?: string;
  properties: Record<string, Settings>;
}

/** Every setting of every check: what the published schema says of it, and what holds where nothing is written. */
export function gateSettingsTable(): string {
  const { properties } = JSON.parse(configJsonSchema());
  const environment: Settings = properties.gate.properties.environments.additionalProperties;
  const rows = CHECKS.flatMap((check) =>
    Object.entries(environment.properties[check]!.properties).map(([setting, { description = '' }]) => {
      const what = setting === 'mode' ? environment.properties[check]!.description : description;
      return [`\`${check}\``, `\`${setting}\``, shown(defaultOf(check, setting)), what ?? ''];
    }),
  );
  // The name of a check stands where it begins.
  return table(
    ['Check', 'Setting', 'Default', 'What it says'],
    rows.map(([check = '', ...rest], index) => [rows[index - 1]?.[0] === check ? '' : check, ...rest]),
  );
}

/** The parts of an RRULE that a freeze may have. */
export function ruleTable(): string {
  const rows = Object.entries(RULE_PARTS).map(([name, { expected }]) => [`\`${name}\``, expected]);
  return table(['Part', 'What it may be'], rows);
}

export function inputsTable(): string {
  const rows = INPUT_NAMES.map((name) => [`\`${name}\``, `\`${INPUTS[name].check}\``, INPUTS[name].expected]);
  return table(['Input', 'Check', 'What it may be'], rows);
}

/** By the name that the setting has in the program. */
function defaultOf(check: (typeof CHECKS)[number], setting: string): unknown {
  const settings: Record<string, unknown> = { ...DEFAULT_POLICY.checks[check] };
  const name = setting.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
  const found = settings[name] ?? settings[`${name}Minutes`];
  return found === undefined ? null : found;
}

function shown(value: unknown): string {
  if (value === null || value === 0 || (Array.isArray(value) && value.length === 0)) return value === 0 ? '0' : 'none';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return `\`${String(value)}\``;
  return Object.entries(value as object)
    .map(([key, each]) => `\`${key}: ${each}\``)
    .join(', ');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
