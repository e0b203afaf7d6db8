import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { LockfileError, type LockfileErrorCode } from './lockfile-error.ts';
import { parseLockfile } from './parse-lockfile.ts';

const MB = 1024 * 1024;
const NPM = 'package-lock.json';
const YARN = 'yarn.lock';
const PNPM = 'pnpm-lock.yaml';
const BUN = 'bun.lock';

function fault(path: string, text: string): LockfileError {
  try {
    parseLockfile({ path, text });
  } catch (error) {
    if (error instanceof LockfileError) return error;
    throw error;
  }
  throw new Error(`${path} was read`);
}

/** Seconds that reading takes, whether it ends in a lockfile or in a LockfileError. */
function seconds(path: string, text: string): number {
  const start = performance.now();
  try {
    parseLockfile({ path, text });
  } catch (error) {
    if (!(error instanceof LockfileError)) throw error;
  }
  return (performance.now() - start) / 1000;
}

const packages = (inside: string) => `{\n"lockfileVersion": 3,\n"packages": ${inside}}`;
const BERRY = '__metadata:\n  version: 8\n\n';

describe('broken lockfiles', () => {
  it.each<[string, string, LockfileErrorCode, number | undefined, string]>([
    [NPM, '', 'syntax', 1, 'the end of the file'],
    [NPM, '{\n"lockfileVersion": 3,\n"packages": {', 'syntax', 3, 'the end of the file'],
    [NPM, '{\n"a": 1\n"b": 2}', 'syntax', 3, '"b'],
    [NPM, 'this is not JSON', 'syntax', 1, 'this is not JSON'],
    [NPM, '{"lockfileVersion":3,}', 'syntax', 1, '}'],
    [NPM, '{"lockfileVersion":3,"packages":{"a\u0001b":{}}}', 'syntax', 1, '\\u0001'],
    [NPM, 'null', 'shape', 1, 'null'],
    [NPM, '[]', 'shape', 1, 'a list'],
    [NPM, '"text"', 'shape', 1, 'the text "text"'],
    [NPM, packages('[]'), 'shape', 3, 'a list'],
    [NPM, packages('7'), 'shape', 3, 'number 7'],
    [NPM, '{"lockfileVersion":1,\n"dependencies":"x"}', 'shape', 2, 'the text "x"'],
    [NPM, '{"lockfileVersion":4}', 'unsupported-version', 1, 'number 4'],
    [NPM, '{"lockfileVersion":1e999}', 'unsupported-version', 1, 'number Infinity'],
    [NPM, '{"lockfileVersion":-1}', 'unsupported-version', 1, 'number -1'],
    [NPM, '{\n\n"lockfileVersion": ">= 1"}', 'unsupported-version', 3, '">= 1"'],
    [NPM, packages('{\n<<<<<<< HEAD\n=======\n>>>>>>> x\n}'), 'merge-conflict', 4, 'a merge conflict marker'],
    [YARN, 'a@1:\r\n<<<<<<< HEAD\r\n', 'merge-conflict', 2, 'a merge conflict marker'],
    [YARN, '\u0000\u0001\u0002', 'syntax', 1, '\\u0000'],
    [YARN, `${BERRY}"a@npm:1":\n  version: 1.0.0\n bad`, 'syntax', 6, 'bad'],
    [YARN, `${BERRY}a: *b\n`, 'syntax', 4, 'alias'],
    [YARN, `${BERRY}a: !custom {}\n`, 'syntax', 4, 'tag'],
    [YARN, '__metadata: 8\n', 'unsupported-version', 1, 'the text "8"'],
    [PNPM, 'lockfileVersion: 5.4\npackages:\n  a: &x {}\n  b: *x\n', 'syntax', 4, 'alias'],
    [PNPM, 'lockfileVersion: 5.4\npackages: !!js/function "x"\n', 'syntax', 2, 'tag'],
    [PNPM, 'lockfileVersion: 5.4\nlockfileVersion: 5.4\n', 'syntax', 2, 'duplicate'],
    [PNPM, 'lockfileVersion: 5.4\npackages: text\n', 'shape', 2, 'the text "text"'],
    [PNPM, 'lockfileVersion: [9]\n', 'unsupported-version', 1, 'a list'],
    [PNPM, 'lockfileVersion: 5.4\npackages:\n\t/a/1.0.0: {}\n', 'syntax', 3, ''],
    [BUN, '{"lockfileVersion":1,"workspaces":[]}', 'shape', 1, 'a list'],
  ])('%s: %j is %s at line %s', (path, text, code, line, found) => {
    const { detail, message } = fault(path, text);
    expect({ code: detail.code, line: detail.line }).toEqual({ code, line });
    expect(detail.found).toContain(found);
    expect(detail.cure).toMatch(/\.$/);
    expect(message.startsWith(line === undefined ? path : `${path}:${line}: expected `)).toBe(true);
  });

  it('shows what it found on one line, cut and without control characters', () => {
    const { message } = fault(YARN, `\u001b[31m::error::\u009b\u202e\ud800${'x'.repeat(500)}\u0007`);
    expect(message).toContain('\\u001b[31m::error::\\u009b\\u202e');
    expect(message).toMatch(/^[\x20-\x7e…]*$/);
    expect(message.length).toBeLessThan(400);
  });

  it('shows a path the same way', () => {
    expect(fault('a\n::error::\u202e/yarn.lock', '{').message).toMatch(/^a\\u000a::error::\\u202e\/yarn\.lock:1: /);
  });

  it('has no quarrel with a marker inside a line', () => {
    expect(parseLockfile({ path: NPM, text: '{"lockfileVersion":3,"x":"a <<<<<<< b"}' }).dependencies.size).toBe(0);
  });
});

describe('odd entries', () => {
  it('keeps __proto__ and its like harmless, as keys and as names', () => {
    const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const lists = `{${odd.map((name) => `"${name}":"1"`).join()}}`;
    const npm = packages(
      `{"":{"dependencies":${lists}},${odd.map((name) => `"node_modules/${name}":{"version":"1.0.0"}`).join()},"__proto__":{"dependencies":${lists}}}`,
    );
    const bun = `{"lockfileVersion":1,"workspaces":{"":{"dependencies":${lists}}},"packages":{${odd.map((name) => `"${name}":["${name}@1.0.0","",{},""]`).join()}}}`;
    const pnpm = `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n${odd.map((name) => `      ${name}: 1.0.0\n`).join('')}snapshots:\n${odd.map((name) => `  ${name}@1.0.0: {}\n`).join('')}  __proto__: {polluted: x}\n`;
    const yarn = odd.map((name) => `${name}@1:\n  version "1.0.0"\n`).join('\n');
    for (const [path, text] of [
      [NPM, npm],
      [BUN, bun],
      [PNPM, pnpm],
      [YARN, yarn],
    ] as const) {
      const { dependencies } = parseLockfile({ path, text });
      expect([...dependencies.values()].map(({ name, direct }) => [name, direct])).toEqual(
        odd.map((name) => [name, true]),
      );
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(
      parseLockfile({ path: NPM, text: packages('{"node_modules/a":{"__proto__":{"version":"1.0.0"}}}') }).problems,
    ).toHaveLength(1);
  });

  it('leaves out names that are none, and escapes them in the problem', () => {
    const text = packages(
      '{"node_modules/a\\u0000b":{"version":"1.0.0"},"node_modules/\\ud800":{"version":"1.0.0"},"node_modules/x\\n::error::":{"version":"1.0.0"},"node_modules/ok":{"version":"1.0.0"}}',
    );
    const { problems, dependencies } = parseLockfile({ path: NPM, text });
    expect([...dependencies.keys()]).toEqual(['node_modules/ok']);
    expect(problems.map(({ key }) => key)).toEqual([
      'node_modules/a\\u0000b',
      'node_modules/\ufffd',
      'node_modules/x\\u000a::error::',
    ]);
  });

  it('takes wrong types in an entry as nothing, or leaves the entry out', () => {
    const text = packages(
      '{"":{"dependencies":["a"],"devDependencies":"b","peerDependencies":{"a":7}},"node_modules/a":{"version":"1.0.0","resolved":{},"name":[],"dev":"yes","dependencies":null},"node_modules/b":[],"node_modules/c":{"version":["1.0.0"]},"node_modules/d":"1.0.0"}',
    );
    const { problems, dependencies } = parseLockfile({ path: NPM, text });
    expect([...dependencies.values()]).toMatchObject([
      { name: 'a', source: 'registry', direct: true, scopes: ['prod', 'peer'] },
    ]);
    expect(problems.map(({ key }) => key)).toEqual(['node_modules/b', 'node_modules/c', 'node_modules/d']);
  });

  it('takes huge versions up to a bound', () => {
    const text = packages(
      `{"node_modules/a":{"version":"${'9'.repeat(50)}.0.0"},"node_modules/b":{"version":"${'9'.repeat(5000)}.0.0"}}`,
    );
    const { problems, dependencies } = parseLockfile({ path: NPM, text });
    expect([...dependencies.keys()]).toEqual(['node_modules/a']);
    expect(problems[0]?.message.length).toBeLessThan(200);
  });

  it('counts problems beyond the first hundred', () => {
    const entries = Array.from({ length: 250 }, (_, n) => `"node_modules/a${n}":{}`);
    const { problems } = parseLockfile({ path: NPM, text: packages(`{${entries.join()}}`) });
    expect(problems).toHaveLength(LIMITS.problems + 1);
    expect(problems.at(-1)).toEqual({ key: '', message: 'and 150 more' });
  });

  it('leaves out paths that are absurdly long', () => {
    const text = packages(
      `{"${'node_modules/a/'.repeat(100_000)}x":{"version":"1.0.0"},"node_modules/ok":{"version":"1.0.0"}}`,
    );
    expect(parseLockfile({ path: NPM, text })).toMatchObject({
      problems: [{ message: 'left out: a path of more than 2000 characters' }],
    });
  });
});

describe('absurd sizes', () => {
  it.each<[string, string, () => string, LockfileErrorCode]>([
    ['65 MB', YARN, () => 'x'.repeat(LIMITS.characters + 1), 'too-large'],
    ['JSON nested 10 million deep', NPM, () => `{"a":${'['.repeat(10 * MB)}`, 'too-deep'],
    [
      'npm v1 nested 300 deep',
      NPM,
      () => `{"lockfileVersion":1,${'"dependencies":{"a":{'.repeat(300)}${'}}'.repeat(300)}}`,
      'too-deep',
    ],
    ['bun nested deep', BUN, () => '{"a":'.repeat(MB), 'too-deep'],
    ['YAML nested deep in flow', PNPM, () => `a: ${'['.repeat(100_000)}`, 'too-deep'],
    ['YAML nested deep in blocks', PNPM, () => '- '.repeat(5 * MB), 'too-deep'],
    ['millions of JSON objects', NPM, () => `{"a":[${'{},'.repeat(5 * MB)}1]}`, 'too-many-entries'],
    ['millions of JSON numbers', NPM, () => `{"a":[${'1,'.repeat(5 * MB)}1]}`, 'too-many-entries'],
    ['millions of comments', BUN, () => `{${'/**/'.repeat(5 * MB)}}`, 'too-many-entries'],
    ['millions of YAML lines', PNPM, () => '- a\n'.repeat(5 * MB), 'too-many-entries'],
    ['millions of YAML documents', PNPM, () => '---\n'.repeat(5 * MB), 'too-many-entries'],
    ['millions of YAML flow values', PNPM, () => `a: [${'b,'.repeat(5 * MB)}]`, 'too-many-entries'],
    ['millions of descriptors', YARN, () => `${'a,'.repeat(5 * MB)}a:\n`, 'too-many-entries'],
    ['a line of words', YARN, () => 'a '.repeat(10 * MB), 'syntax'],
    [
      'a billion laughs',
      PNPM,
      () => `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}`,
      'syntax',
    ],
  ])('%s are refused, soon', (_, path, text, code) => {
    const made = text();
    const start = performance.now();
    expect(fault(path, made).detail.code).toBe(code);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it.each<[string, string, () => string]>([
    ['quotes', NPM, () => `{"lockfileVersion":3,"x":"${'\\"'.repeat(10 * MB)}"}`],
    ['backslashes', NPM, () => `{"lockfileVersion":3,"x":"${'\\\\'.repeat(10 * MB)}`],
    ['slashes', BUN, () => `{"lockfileVersion":1 ${'/'.repeat(20 * MB)}`],
    ['words', NPM, () => 'a '.repeat(10 * MB)],
    ['conflict markers in a line', YARN, () => 'x<<<<<<< '.repeat(2 * MB)],
    ['a YAML key', PNPM, () => 'a:'.repeat(10 * MB)],
    ['a YAML scalar', PNPM, () => `a: ${'b'.repeat(20 * MB)}`],
    ['YAML tags', PNPM, () => `a: ${'!a '.repeat(5 * MB)}`],
  ])('%s by the million cost no more than their length', (_, path, text) => {
    expect(seconds(path, text())).toBeLessThan(20);
  });

  it('reads a sound lockfile of 50 MB', () => {
    const integrity = `sha512-${'A'.repeat(86)}==`;
    const entries: string[] = [];
    let length = 0;
    for (let n = 0; length < 50 * MB; n++) {
      entries.push(
        `"node_modules/p${n}":{"version":"1.0.0","resolved":"https://registry.example.org/p${n}/-/p${n}-1.0.0.tgz","integrity":"${integrity}","dependencies":{"p${n + 1}":"^1.0.0"}}`,
      );
      length += entries.at(-1)!.length + 1;
    }
    const text = packages(`{"":{"dependencies":{"p0":"1"}},${entries.join()}}`);
    const start = performance.now();
    expect(parseLockfile({ path: NPM, text }).dependencies.size).toBe(entries.length);
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});
