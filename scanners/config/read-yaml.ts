import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigProblem } from './config-problem.ts';
import { onOneLine, shown } from './shown.ts';

const MAX_CHARACTERS = 100_000;
const MAX_DEPTH = 10;
const MAX_NODES = 20_000;
const MAX_SYNTAX_PROBLEMS = 3;
const TAGS = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`));

/** Stands where a value was refused, so that what needs the value fails rather than goes on without it. */
const REFUSED = Symbol('refused');

export interface YamlReading {
  /** Maps are objects without a prototype; undefined where the file could not be read at all, null where it is empty. */
  value: unknown;
  problems: ConfigProblem[];
  /** The line of a key or list item, or of the nearest thing around it. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** YAML from outside: size, depth and nodes bounded; aliases, custom tags and merge keys are problems, not obeyed. */
export function readYaml({ file, text }: { file: string; text: string }): YamlReading {
  const lines = new Map<string, number>();
  const problems: ConfigProblem[] = [];
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(placeOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
  const stop = (problem: Omit<ConfigProblem, 'file' | 'key'>): YamlReading => ({
    value: undefined,
    problems: [{ file, key: '', ...problem }],
    lineOf,
  });

  if (text.length > MAX_CHARACTERS) {
    return stop({
      expected: `at most ${MAX_CHARACTERS} characters`,
      found: `${text.length}`,
      cure: 'Move what several repositories share into a file that they extend (_extends), or use patterns.',
    });
  }

  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    merge: false,
    uniqueKeys: false,
    schema: 'core',
    version: '1.2',
  });
  // One fault often shows as several at the same place: the first says what it is.
  const faults = document.errors
    .filter(({ code, pos }, index, all) => code !== 'TAG_RESOLVE_FAILED' && all[index - 1]?.pos[0] !== pos[0])
    .slice(0, MAX_SYNTAX_PROBLEMS);
  if (faults.length > 0) {
    const problem = ({ code, message, pos }: (typeof faults)[number]): ConfigProblem => ({
      file,
      key: '',
      line: counter.linePos(pos[0]).line,
      expected: code === 'MULTIPLE_DOCS' ? 'one YAML document' : 'YAML',
      found:
        code === 'MULTIPLE_DOCS' ? 'a second one' : `${shown(lineText(text, pos[0]))} (${onOneLine(message, 120)})`,
      cure: 'Correct the line; until then the whole file counts as empty.',
    });
    return { value: undefined, problems: faults.map(problem), lineOf };
  }

  let nodes = 0;
  const value = read(document.contents as Node | null, []);
  return { value, problems, lineOf };

  function refuse(node: Node, path: PropertyKey[], problem: Omit<ConfigProblem, 'file' | 'key' | 'line'>): symbol {
    problems.push({ file, key: keyOf(path), line: lineAt(node), ...problem });
    return REFUSED;
  }

  function lineAt(node: Node | null): number | undefined {
    return node?.range ? counter.linePos(node.range[0]).line : undefined;
  }

  function read(node: Node | null, path: PropertyKey[]): unknown {
    if (node === null) return null;
    nodes += 1;
    if (nodes > MAX_NODES || path.length > MAX_DEPTH) {
      if (nodes > MAX_NODES + 1) return REFUSED;
      const expected = nodes > MAX_NODES ? `at most ${MAX_NODES} values` : `at most ${MAX_DEPTH} levels of nesting`;
      return refuse(node, path, { expected, found: 'more', cure: 'Write it simpler; what is beyond is not used.' });
    }
    if (isAlias(node)) {
      const found = `the alias *${onOneLine(node.source)}`;
      return refuse(node, path, { expected: 'a value', found, cure: 'Write the value out: aliases are not followed.' });
    }
    if (node.tag !== undefined && !TAGS.has(node.tag)) {
      const found = `the tag ${onOneLine(node.tag)}`;
      return refuse(node, path, { expected: 'a value without a tag', found, cure: 'Take the tag away.' });
    }
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value;
    if (isSeq(node)) return node.items.map((item, index) => readAt(item as Node | null, [...path, index]));
    return isMap(node) ? readMap(node.items, path) : REFUSED;
  }

  function readAt(node: Node | null, path: PropertyKey[], line = lineAt(node)): unknown {
    if (line !== undefined) lines.set(placeOf(path), line);
    return read(node, path);
  }

  function readMap(items: { key: unknown; value: unknown }[], path: PropertyKey[]): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null);
    for (const { key, value: child } of items) {
      const keyNode = key as Node;
      const name = isScalar(keyNode) ? keyNode.value : undefined;
      if (typeof name !== 'string') {
        const found = isScalar(keyNode) ? shown(name) : 'a list, a map or an alias';
        refuse(keyNode, path, { expected: 'the name of a key', found, cure: 'Write the name, in quotes if need be.' });
      } else if (name === '__proto__') {
        // Schemas pass over it without a word.
        refuse(keyNode, [...path, name], { expected: 'another name', found: shown(name), cure: 'Take the key away.' });
      } else if (Object.hasOwn(map, name)) {
        const cure = 'Keep one of the two; until then neither counts.';
        const found = `${shown(name)} again`;
        map[name] = refuse(keyNode, [...path, name], { expected: 'each key once', found, cure });
      } else {
        map[name] = readAt(child as Node | null, [...path, name], lineAt(keyNode));
      }
    }
    return map;
  }
}

/** `suppressions[0].reason`, fit for messages. */
export function keyOf(path: readonly PropertyKey[]): string {
  let key = '';
  for (const part of path) {
    if (typeof part === 'number') key += `[${part}]`;
    else key += (key === '' ? '' : '.') + onOneLine(String(part), 40);
  }
  return key;
}

function placeOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path);
}

function lineText(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end).trim();
}
