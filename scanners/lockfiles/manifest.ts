import { isObject, type JsonObject } from './json-text.ts';
import type { ProblemList } from './problems.ts';

/** The readable package.json texts by folder. A broken one becomes a problem, and counts as absent. */
export function readManifests(
  manifests: ReadonlyMap<string, string> | undefined,
  problems: ProblemList,
): Map<string, JsonObject> {
  const read = new Map<string, JsonObject>();
  for (const [folder, text] of manifests ?? []) {
    const value = parsed(text);
    if (value !== undefined) read.set(folder, value);
    else problems.add(`${folder}/package.json`, 'left out: expected a JSON object; its own dependencies are unknown');
  }
  return read;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
