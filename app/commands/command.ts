/** Where a suppression holds. `path` is a gitignore-style pattern of lockfile paths in the repository. */
export type CommandScope = { kind: 'repository' | 'installation' | 'dev' } | { kind: 'path'; path: string };

/** For how long: through the end of a day in UTC, or for so many days from now. */
export type Lasting = { kind: 'until'; date: string } | { kind: 'for'; days: number };

/** What a command is about; where all three are null, nothing was named. A range comes with a package. */
export interface Subject {
  packageName: string | null;
  range: string | null;
  advisoryId: string | null;
}

export interface SuppressCommand extends Subject {
  kind: 'suppress';
  scope: CommandScope;
  lasting: Lasting;
  /** From then on it no longer holds. */
  end: Date;
  reason: string | null;
}

export interface UnsuppressCommand extends Subject {
  kind: 'unsuppress';
  /** The number of a suppression; the subject is empty then. */
  id: number | null;
}

/** Of maintainer changes. Without a package: of all that the conversation is about. */
export interface AcceptCommand {
  kind: 'accept';
  packageName: string | null;
  reason: string | null;
}

export interface PinCommand {
  kind: 'pin';
  packageName: string | null;
  lasting: Lasting;
  /** From then on it no longer holds. */
  end: Date;
  reason: string | null;
}

export interface InvestigateCommand {
  kind: 'investigate';
  packageName: string | null;
  /** A login; null: whoever says it. */
  person: string | null;
  reason: string | null;
}

export const PLAIN_COMMANDS = ['rebase', 'recreate', 'rescan', 'help'] as const;

export type Command =
  | SuppressCommand
  | UnsuppressCommand
  | AcceptCommand
  | PinCommand
  | InvestigateCommand
  | { kind: (typeof PLAIN_COMMANDS)[number] };

export type CommandName = Command['kind'];

export const COMMAND_NAMES = [
  'suppress',
  'unsuppress',
  'accept',
  'pin',
  'investigate',
  ...PLAIN_COMMANDS,
] as const satisfies CommandName[];

/** Why a line is not a command that can be carried out. */
export interface CommandProblem {
  /** The command that was meant. */
  name: CommandName;
  expected: string;
  found: string;
  /** The command as it could have been written; null where nobody can tell what was meant. */
  nearest: string | null;
}

/** A value, with what was wrong with it where something was: the value is then the nearest right one, or null. */
export interface Reading<Value> {
  value: Value | null;
  problem?: { expected: string; found: string };
}
