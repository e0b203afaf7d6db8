/** No real lockfile comes near these: the largest that we know of has 3 MB and 90,000 lines. They stop files made to hurt. */
export const LIMITS = {
  /** UTF-16 units of text, which for a lockfile is its bytes. */
  characters: 64 * 1024 * 1024,
  /** Objects and lists inside one another. npm v1 nests two for each level of node_modules. */
  depth: 500,
  /** Opening brackets and commas, and outside JSON lines too: no parser makes more values than that out of a text. */
  tokens: 2_000_000,
  /** Characters of a key that is a path through node_modules: looking a name up goes through all of it. */
  pathKey: 2000,
  /** Problems kept for one file; the rest are counted. */
  problems: 100,
  /** Steps shown of a dependency path. */
  pathSteps: 60,
  name: 214,
  version: 256,
} as const;
