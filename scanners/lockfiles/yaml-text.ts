import { FAILSAFE_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import { checkTokens, tooDeep } from './check-tokens.ts';
import { isObject, type JsonObject } from './json-text.ts';
import { LockfileError } from './lockfile-error.ts';
import { kindOf, shown } from './shown.ts';

/** pnpm nests six levels, yarn three. */
const DEPTH = 40;

/**
 * The documents of a YAML lockfile. All scalars are texts (`5.3`, `true`), as the failsafe schema reads them: a version is
 * never a number here. Custom tags and aliases are refused: no lockfile has need of them. `lastKeyWins` is yarn's reading.
 */
export function parseYaml(path: string, text: string, { lastKeyWins = false } = {}): JsonObject[] {
  checkTokens(path, text);
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: FAILSAFE_SCHEMA, maxDepth: DEPTH, maxAliases: 0, json: lastKeyWins });
  } catch (cause) {
    throw yamlError(path, text, cause);
  }
  return documents.filter((document) => document !== null && document !== '').map((document) => asMap(path, document));
}

function asMap(path: string, document: unknown): JsonObject {
  if (isObject(document)) return document;
  throw new LockfileError({
    code: 'shape',
    path,
    line: 1,
    expected: 'a YAML map at the top',
    found: kindOf(document),
    cure: 'Make the lockfile anew with the package manager that owns it.',
  });
}

function yamlError(path: string, text: string, cause: unknown): LockfileError {
  const reason = cause instanceof YAMLException ? (cause.reason ?? cause.message) : String(cause);
  const line = cause instanceof YAMLException ? lineFrom(cause) : undefined;
  if (reason.includes('maxDepth')) return tooDeep(path, line, DEPTH);
  return new LockfileError({
    code: 'syntax',
    path,
    line,
    expected: 'YAML without custom tags and aliases',
    found: `${line === undefined ? 'none' : shown(lineText(text, line))} (${shown(reason).slice(1, -1)})`,
    cure: 'The file is damaged or was edited: make it anew with the package manager, and commit it whole.',
    cause,
  });
}

function lineFrom(error: YAMLException): number | undefined {
  const line = error.mark?.line;
  return line === undefined ? undefined : line + 1;
}

function lineText(text: string, line: number): string {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + 200)).trim();
}
