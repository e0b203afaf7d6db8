export interface ConfigProblem {
  setting: string;
  expected: string;
  found: string;
  cure: string;
}

/** Settings that cannot be used: all of them at once, each with what was expected and found. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: ConfigProblem[];

  constructor(problems: ConfigProblem[]) {
    super(
      problems
        .map(({ setting, expected, found, cure }) => `${setting}: expected ${expected}, found ${found}. ${cure}`)
        .join('\n'),
    );
    this.problems = problems;
  }
}
