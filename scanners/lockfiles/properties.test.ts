import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventory } from './inventory.ts';
import { locateEntries } from './locate-entries.ts';
import type { LockfileFormat } from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { parseLockfile } from './parse-lockfile.ts';

const PATHS: Record<LockfileFormat, string> = {
  npm: 'package-lock.json',
  'yarn-v1': 'yarn.lock',
  'yarn-berry': 'yarn.lock',
  pnpm: 'pnpm-lock.yaml',
  bun: 'bun.lock',
};
const FORMATS = Object.keys(PATHS) as LockfileFormat[];

interface Package {
  name: string;
  version: string;
  /** Names of other packages that it asks for. */
  needs: string[];
}

const quote = (text: string) => JSON.stringify(text);
const list = (needs: string[], open: string) => (needs.length === 0 ? '' : `${open}\n`);

/** Writers that know nothing of the readers: the shape of each package manager's own output. */
const WRITERS: Record<LockfileFormat, (packages: Package[]) => string> = {
  npm: (packages) =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries([
        ['', { dependencies: Object.fromEntries(packages.map(({ name }) => [name, '*'])) }],
        ...packages.map(({ name, version, needs }) => [
          `node_modules/${name}`,
          { version, dependencies: Object.fromEntries(needs.map((need) => [need, '*'])) },
        ]),
      ]),
    }),
  'yarn-v1': (packages) =>
    packages
      .map(
        ({ name, version, needs }) =>
          `${quote(`${name}@*`)}:\n  version ${quote(version)}\n${list(needs, '  dependencies:')}${needs.map((need) => `    ${quote(need)} "*"\n`).join('')}\n`,
      )
      .join(''),
  'yarn-berry': (packages) =>
    `__metadata:\n  version: 8\n\n${packages
      .map(
        ({ name, version, needs }) =>
          `${quote(`${name}@npm:*`)}:\n  version: ${version}\n  resolution: ${quote(`${name}@npm:${version}`)}\n${list(needs, '  dependencies:')}${needs.map((need) => `    ${quote(need)}: "npm:*"\n`).join('')}\n`,
      )
      .join('')}`,
  pnpm: (packages) => {
    const version = new Map(packages.map((made) => [made.name, made.version]));
    const key = (made: Package) => `'${`${made.name}@${made.version}`.replaceAll("'", "''")}'`;
    return `lockfileVersion: '9.0'\npackages:\n${packages.map((made) => `  ${key(made)}:\n    resolution: {}\n`).join('')}snapshots:\n${packages
      .map(
        (made) =>
          `  ${key(made)}:${made.needs.length === 0 ? ' {}' : ''}\n${list(made.needs, '    dependencies:')}${made.needs
            .map((need) => `      '${need.replaceAll("'", "''")}': ${version.get(need)}\n`)
            .join('')}`,
      )
      .join('')}`;
  },
  bun: (packages) =>
    `{\n  "lockfileVersion": 1,\n  "packages": {\n${packages
      .map(
        ({ name, version, needs }) =>
          `    ${quote(name)}: [${quote(`${name}@${version}`)}, "", { "dependencies": { ${needs.map((need) => `${quote(need)}: "*", `).join('')}} }, "sha512-A=="],\n`,
      )
      .join('\n')}  },\n}\n`,
};

const bare = fc.stringMatching(/^[a-zA-Z0-9_!~*'()-][a-zA-Z0-9_.!~*'()-]{0,8}$/);
const packageName = fc.oneof(
  bare,
  fc.tuple(bare, bare).map(([scope, name]) => `@${scope}/${name}`),
  fc.constant('__proto__'),
);
const version = fc
  .tuple(fc.nat(), fc.nat(99), fc.nat(99), fc.constantFrom('', '-rc.1', '+build.2', '-0.x.7+z'))
  .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
const graphs = fc
  .uniqueArray(fc.tuple(packageName, version), { selector: ([name]) => name, maxLength: 12 })
  .chain((made) => {
    const names = made.map(([name]) => name);
    const needs =
      names.length === 0 ? fc.constant<string[]>([]) : fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 });
    return fc.tuple(
      ...made.map(([name, its]) => needs.map((found): Package => ({ name, version: its, needs: found }))),
    );
  });

describe.each(FORMATS)('%s', (format) => {
  const path = PATHS[format];

  it('gives back the names, versions and edges that were written', () => {
    fc.assert(
      fc.property(graphs, (packages) => {
        const text = WRITERS[format](packages);
        const lockfile = parseLockfile({ path, text });
        expect(lockfile.problems).toEqual([]);
        const byKey = lockfile.dependencies;
        const read = [...byKey.values()].map(({ name, version, dependencies }) => ({
          name,
          version,
          needs: dependencies.map(({ to }) => byKey.get(to)!.name).sort(),
        }));
        const order = (a: Package, b: Package) => (a.name < b.name ? -1 : 1);
        const written = packages.map((made) => ({ ...made, needs: [...made.needs].sort() }));
        expect(read.sort(order)).toEqual(written.sort(order));
        expect(inventory(lockfile)).toHaveLength(packages.length);
        expect([...locateEntries(text, format, byKey.keys()).keys()].sort()).toEqual([...byKey.keys()].sort());
      }),
    );
  });

  it('reads CRLF and a byte order mark as if they were not there', () => {
    fc.assert(
      fc.property(graphs, (packages) => {
        const text = WRITERS[format](packages);
        const plain = parseLockfile({ path, text });
        expect(parseLockfile({ path, text: `\uFEFF${text.replaceAll('\n', '\r\n')}` })).toEqual(plain);
        const lines = [...locateEntries(text, format, plain.dependencies.keys())];
        expect([...locateEntries(text.replaceAll('\n', '\r\n'), format, plain.dependencies.keys())]).toEqual(lines);
      }),
    );
  });

  it('reads or refuses what was damaged, and never fails otherwise', () => {
    const damage = fc.record({
      at: fc.nat(),
      cut: fc.nat(20),
      put: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom('\n', '{', '"', ':', '[', '&a', '*a', '!b', '? ', '---\n', '\ud800'),
      ),
    });
    fc.assert(
      fc.property(graphs, fc.array(damage, { minLength: 1, maxLength: 5 }), (packages, damages) => {
        let text = WRITERS[format](packages);
        for (const { at, cut, put } of damages) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + put + text.slice(start + cut);
        }
        readsOrRefuses(path, text, format);
      }),
      { numRuns: 400 },
    );
  });

  it('reads or refuses any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.json(), fc.string({ maxLength: 200 })),
        (text) => {
          readsOrRefuses(path, text, format);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('reads or refuses any JSON in the place of an npm or bun list', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      readsOrRefuses('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: one }), 'npm');
      readsOrRefuses(
        'package-lock.json',
        JSON.stringify({ lockfileVersion: 3, packages: { '': one, 'node_modules/a': other } }),
        'npm',
      );
      readsOrRefuses(
        'package-lock.json',
        JSON.stringify({ lockfileVersion: 1, dependencies: { a: one, b: { version: '1.0.0', requires: other } } }),
        'npm',
      );
      readsOrRefuses(
        'bun.lock',
        JSON.stringify({
          lockfileVersion: 1,
          packages: { a: one, b: ['b@1.0.0', other] },
          workspaces: { '': one, x: other },
        }),
        'bun',
      );
    }),
    { numRuns: 500 },
  );
});

function readsOrRefuses(path: string, text: string, format: LockfileFormat): void {
  try {
    inventory(parseLockfile({ path, text }));
    locateEntries(text, format, ['a']);
  } catch (error) {
    if (!(error instanceof LockfileError)) throw error;
  }
}
