/** How a test's version was published. */
export interface MadeVersion {
  /** ISO 8601 */
  at: string;
  /** The first maintainer where it is left out; null: the document does not say it. */
  publisher?: string | null;
  /** Those of the package where they are left out. */
  maintainers?: readonly string[];
  /** Fields of the version's manifest beside these. */
  fields?: Record<string, unknown>;
}

export interface MadePackument {
  /** Who may publish now: `ann` stands for `ann <ann@example.org>`, `ann@other.example` for the account `ann` with this address. */
  maintainers?: readonly string[];
  versions: Readonly<Record<string, MadeVersion>>;
  distTags?: Record<string, string>;
  /** ISO 8601; the time of the last version where it is left out. */
  modified?: string;
  /** Fields of the document beside these. */
  fields?: Record<string, unknown>;
}

/** A registry's whole document of a package, as a registry that records who published writes it. */
export function makePackument(name: string, made: MadePackument): Record<string, unknown> {
  const { maintainers = ['ann'], versions, distTags, fields } = made;
  const times = Object.values(versions).map(({ at }) => at);
  const created = times.toSorted()[0] ?? '2020-01-01T00:00:00.000Z';
  const modified = made.modified ?? times.toSorted().at(-1) ?? created;
  const manifest = (version: string, given: MadeVersion) => {
    const who = given.maintainers ?? maintainers;
    const publisher = given.publisher === undefined ? who[0] : given.publisher;
    return {
      name,
      version,
      maintainers: who.map(person),
      ...(publisher === null || publisher === undefined ? {} : { _npmUser: person(publisher) }),
      dist: { tarball: `https://registry.example.org/${name}/-/${version}.tgz` },
      ...given.fields,
    };
  };
  return {
    _id: name,
    name,
    'dist-tags': distTags ?? { latest: Object.keys(versions).at(-1) },
    versions: Object.fromEntries(
      Object.entries(versions).map(([version, given]) => [version, manifest(version, given)]),
    ),
    time: { created, modified, ...Object.fromEntries(Object.entries(versions).map(([each, { at }]) => [each, at])) },
    maintainers: maintainers.map(person),
    ...fields,
  };
}

function person(text: string): { name: string; email: string } {
  const name = text.split('@')[0]!;
  return { name, email: text.includes('@') ? text : `${name}@example.org` };
}
