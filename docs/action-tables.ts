import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Action {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description: string }>;
}

/** README's table of the action's inputs, as Markdown. */
export async function actionInputs(): Promise<string> {
  const { inputs } = await readAction();
  const rows = Object.entries(inputs).map(([name, { description, required, default: fallback }]) => {
    return `| \`${name}\` | ${required ? 'required' : fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`;
  });
  return ['| Input | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

export async function actionOutputs(): Promise<string> {
  const { outputs } = await readAction();
  const rows = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${description} |`);
  return ['| Output | Meaning |', '|---|---|', ...rows].join('\n');
}

async function readAction(): Promise<Action> {
  return parse(await readFile(join(import.meta.dirname, '../action.yml'), 'utf8')) as Action;
}
