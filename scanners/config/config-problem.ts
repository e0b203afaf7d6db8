/** Something in a configuration file that is not used, and why. Every text is one line and free of control characters. */
export interface ConfigProblem {
  /** `.github/lockkeeper.yml`; `owner/repo:path` where another repository's file was extended. */
  file: string;
  /** Dotted path such as `suppressions[0].reason`; empty where it is about the file as a whole. */
  key: string;
  /** 1-based; left out where the fault has no place. */
  line?: number;
  expected: string;
  found: string;
  /** What a person does about it. */
  cure: string;
}

/** One line for people: `file:line: key: expected …, found …. Cure.` */
export function describeProblem({ file, key, line, expected, found, cure }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${key === '' ? '' : `${key}: `}expected ${expected}, found ${found}. ${cure}`;
}
