/** No real lockfile comes near these: the largest that we know of has 3 MB and 90,000 lines. They stop files made to hurt. */
export const LIMITS = {
  /** UTF-16 units of text, which for a lockfile is its bytes. */
  characters: 64 * 1024 * 1024,
  /** Objects and lists inside one another. npm v1 nests two for each level of node_modules. */
  depth: 500,
  /** Objects and lists in a JSON lockfile. */
  containers: 3_000_000,
  /** Lines, commas and opening brackets in a YAML or yarn lockfile: what a parser makes nodes of. */
  yamlTokens: 3_000_000,
  /** Problems kept for one file; the rest are counted. */
  problems: 100,
  name: 214,
  version: 256,
} as const;
