/** What the command line is given by the machine; tests give their own. */
export interface CliContext {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** Where relative paths start. */
  folder: string;
  now: () => Date;
  newId: () => string;
  fetch: typeof globalThis.fetch;
}

/** As much of a terminal's or a pipe's stream as is used. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  hasColors?(): boolean;
}

export function systemContext(): CliContext {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    folder: process.cwd(),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    fetch: globalThis.fetch,
  };
}
