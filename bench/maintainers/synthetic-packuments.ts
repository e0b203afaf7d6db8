const DAY = 24 * 60 * 60 * 1000;
const FIRST = Date.UTC(2016, 0, 1);

/** What a registry says of a made-up package, version by version about as long as real ones (2 to 3 kB). */
export function syntheticPackument(index: number, versions: number): Record<string, unknown> {
  const name = `made-${index}`;
  const people = Array.from({ length: 1 + (index % 5) }, (_, at) => personOf(index % 997, at));
  const all = Array.from({ length: versions }, (_, at) => `${1 + Math.floor(at / 12)}.${at % 12}.0`);
  const moments = all.map((_, at) => new Date(FIRST + (index % 300) * DAY + at * 20 * DAY).toISOString());
  return {
    _id: name,
    name,
    description: 'Made up, to measure by',
    'dist-tags': { latest: all.at(-1) },
    versions: Object.fromEntries(all.map((version, at) => [version, manifestOf({ name, version, at, index, people })])),
    time: {
      created: moments[0],
      modified: moments.at(-1),
      ...Object.fromEntries(all.map((version, at) => [version, moments[at]])),
    },
    maintainers: people,
    readme: `# ${name}\n\n${'What it is for, how it is installed and how it is called. '.repeat(60)}`,
    repository: { type: 'git', url: `git+https://github.com/made-up/${name}.git` },
    license: 'MIT',
  };
}

/** How many versions a package has: most a few, some very many, 39 on average. */
export function versionsOf(index: number): number {
  const tail = [8, 12, 18, 25, 35, 120];
  return index % 100 === 0 ? 300 : tail[index % tail.length]!;
}

interface Made {
  name: string;
  version: string;
  at: number;
  index: number;
  people: readonly object[];
}

function manifestOf({ name, version, at, index, people }: Made): Record<string, unknown> {
  const hash = `${index}${at}`.padEnd(40, 'a1b2c3d4');
  return {
    name,
    version,
    description: 'Made up, to measure by',
    keywords: ['made', 'up', 'to', 'measure', 'by'],
    homepage: `https://github.com/made-up/${name}#readme`,
    bugs: { url: `https://github.com/made-up/${name}/issues` },
    repository: { type: 'git', url: `git+https://github.com/made-up/${name}.git` },
    license: 'MIT',
    main: 'index.js',
    engines: { node: '>=8' },
    ...(index % 4 === 0 ? { bin: { [name]: 'bin/main.js' } } : {}),
    scripts: {
      test: 'nyc --reporter=html --reporter=text mocha test/*.test.js',
      lint: 'eslint --ignore-path .gitignore . && prettier --check "**/*.{json,md,yaml,yml}"',
      prepublishOnly: 'npm run lint && npm test',
    },
    dependencies: rangesOf(index, 4 + Math.floor(at / 10)),
    devDependencies: rangesOf(index + 7, 10),
    gitHead: hash,
    _id: `${name}@${version}`,
    _nodeVersion: '20.11.0',
    _npmVersion: '10.2.4',
    dist: {
      integrity: `sha512-${hash.repeat(2)}==`,
      shasum: hash,
      tarball: `https://registry.example.org/${name}/-/${name}-${version}.tgz`,
      fileCount: 17,
      unpackedSize: 109_692,
      signatures: [{ keyid: `SHA256:${hash}`, sig: `MEUCIQ${hash.repeat(2)}` }],
      'npm-signature': `-----BEGIN PGP SIGNATURE-----\r\n\r\n${`${hash}abcdefghijklmnopqrstuvwx\n`.repeat(10)}-----END PGP SIGNATURE-----\r\n`,
    },
    maintainers: people,
    _npmUser: people[at % people.length],
    directories: {},
    _npmOperationalInternal: { host: 's3://packages', tmp: `tmp/${name}_${version}_1586886208300_0.6137271223938625` },
    _hasShrinkwrap: false,
  };
}

function rangesOf(seed: number, count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`needed-${(seed * 13 + at) % 5000}`, `^${at}.1.0`]),
  );
}

function personOf(seed: number, at: number): { name: string; email: string } {
  return { name: `account-${seed}-${at}`, email: `account-${seed}-${at}@example.org` };
}
