import { writeZip } from './write-zip.ts';

/**
 * JSON texts of OSV records shaped like those of the npm export, the same for the same arguments: nine of ten are
 * malware (mostly one listed version or all versions), the others flaws with one to four ranges, some of them over
 * several packages. Lengths are those of real records: 1.5 kB on average.
 */
export function* syntheticAdvisories(count: number, seed = 1): Generator<string> {
  const random = createRandom(seed);
  for (let index = 0; index < count; index += 1) {
    yield JSON.stringify(random() < 0.9 ? malwareRecord(index, random) : flawRecord(index, random));
  }
}

/** The same records as a zip like the export's `all.zip`: one `<id>.json` each. Returns the bytes written. */
export function writeAdvisoryZip(path: string, count: number, seed = 1): Promise<number> {
  return writeZip(path, filesOf(syntheticAdvisories(count, seed)));
}

function* filesOf(texts: Iterable<string>): Generator<{ name: string; data: Buffer }> {
  for (const text of texts) {
    const { id } = JSON.parse(text) as { id: string };
    yield { name: `${id}.json`, data: Buffer.from(text) };
  }
}

/** The names that `syntheticAdvisories` uses run from 0 to this number, exclusive. */
export function packageCount(advisories: number): number {
  return Math.max(1, Math.floor(advisories * 0.8));
}

/** One in four is scoped, as in the registry. */
export function packageName(index: number): string {
  return index % 4 === 0 ? `@scope-${index % 997}/package-${index}` : `package-${index}`;
}

type Random = () => number;

/** mulberry32: small, and good enough to shape test data. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function malwareRecord(index: number, random: Random): object {
  const name = packageName(index % packageCount(index + 2));
  const time = timeOf(index, random);
  const digest = hex(random, 64);
  const shape = random();
  const versions = Array.from({ length: shape < 0.65 ? 1 : shape < 0.9 ? 0 : 2 + pick(random, 12) }, () =>
    version(random),
  );
  return {
    schema_version: '1.7.3',
    id: `MAL-2026-${index}`,
    modified: time,
    published: time,
    aliases: random() < 0.6 ? [ghsaId(index)] : [],
    summary: `Malicious code in ${name} (npm)`,
    details: `---\nWritten from the reports named below. Change nothing under this line.\n\n## Source: reports (${digest})\n${prose(random, 20 + pick(random, 40))}\n`,
    affected: [
      {
        package: purl(name),
        ...(versions.length > 0 ? { versions } : { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }),
        database_specific: {
          cwes: [{ cweId: 'CWE-506', name: 'Embedded Malicious Code', description: prose(random, 14) }],
          source: `https://example.org/malicious/npm/${name}/MAL-2026-${index}.json`,
        },
      },
    ],
    references: [{ type: 'ADVISORY', url: `https://example.org/advisories/${ghsaId(index)}` }],
    credits: [{ name: 'A reporter', type: 'FINDER', contact: ['https://example.org/reporter'] }],
    database_specific: {
      'malicious-packages-origins': [
        { source: 'reports', sha256: digest, import_time: time, modified_time: time, versions },
      ],
    },
  };
}

function flawRecord(index: number, random: Random): object {
  const time = timeOf(index, random);
  const level = pick(random, VECTORS.length);
  const packages = random() < 0.15 ? 2 + pick(random, 3) : 1;
  return {
    schema_version: '1.7.3',
    id: ghsaId(index),
    modified: time,
    published: time,
    aliases: [`CVE-2026-${index}`],
    related: random() < 0.2 ? [`CGA-${hex(random, 12)}`] : [],
    summary: `A flaw in the ${prose(random, 6)}`,
    details: `### Impact\n${prose(random, 60 + pick(random, 240))}\n\n### Patches\n${prose(random, 30)}\n`,
    severity: [
      { type: 'CVSS_V3', score: VECTORS[level]! },
      ...(random() < 0.3
        ? [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N' }]
        : []),
    ],
    affected: Array.from({ length: packages }, () => {
      const name = packageName(pick(random, packageCount(index + 2)));
      return {
        package: purl(name),
        ranges: ranges(random),
        database_specific: { source: `https://example.org/${name}.json` },
      };
    }),
    references: Array.from({ length: 3 + pick(random, 6) }, (_, at) => ({
      type: 'WEB',
      url: `https://example.org/${hex(random, 40)}/${at}`,
    })),
    database_specific: {
      severity: LABELS[level]!,
      cwe_ids: [`CWE-${20 + pick(random, 900)}`],
      github_reviewed: true,
      github_reviewed_at: time,
      nvd_published_at: time,
    },
  };
}

const VECTORS = [
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N',
  'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:N/A:L',
];
const LABELS = ['CRITICAL', 'HIGH', 'MODERATE', 'LOW'];

/** One to four release lines, each from its `.0.0` (or from the very first version) to a fix; one in ten has no fix. */
function ranges(random: Random): object[] {
  const lines = 1 + pick(random, 4);
  const first = pick(random, 4);
  return Array.from({ length: lines }, (_, line) => {
    const major = first + line;
    const introduced = line === 0 ? '0' : `${major}.0.0${random() < 0.2 ? '-rc.1' : ''}`;
    const end = `${major}.${pick(random, 20)}.${pick(random, 20)}`;
    const kind = random();
    const last = kind < 0.9 ? [{ fixed: end }] : kind < 0.95 ? [{ last_affected: end }] : [];
    return { type: 'SEMVER', events: [{ introduced }, ...last] };
  });
}

function purl(name: string): object {
  return { ecosystem: 'npm', name, purl: `pkg:npm/${name.split('/').map(encodeURIComponent).join('/')}` };
}

function version(random: Random): string {
  return `${pick(random, 12)}.${pick(random, 20)}.${pick(random, 20)}`;
}

function timeOf(index: number, random: Random): string {
  return new Date(Date.UTC(2026, 0, 1) + index * 60_000 + pick(random, 60_000)).toISOString();
}

function ghsaId(index: number): string {
  const digits = index.toString(36).padStart(12, '0');
  return `GHSA-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}

const WORDS =
  'the a package that this of one which and when is installed any computer runs code from another place it reads secrets keys tokens sends them away to should be removed rotated version releases request parser header object prototype path input length loop server client attacker value string user before after'.split(
    ' ',
  );

function prose(random: Random, words: number): string {
  return Array.from({ length: words }, () => WORDS[pick(random, WORDS.length)]!).join(' ');
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => pick(random, 16).toString(16)).join('');
}

function pick(random: Random, below: number): number {
  return Math.floor(random() * below);
}
