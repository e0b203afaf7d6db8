import type {
  AcceptCommand,
  Command,
  CommandScope,
  InvestigateCommand,
  Lasting,
  PinCommand,
  Subject,
} from './command.ts';
import { SCOPE_WORDS } from './read-scope.ts';

/** Each begins a clause of `/suppress`, in any order. */
export const KEYWORDS = ['until', 'for', 'scope', 'because'] as const;

/** A command as it is written, complete: read again, it is the same. */
export function printCommand(command: Command): string {
  if (command.kind === 'unsuppress' && command.id !== null) return `/unsuppress ${command.id}`;
  if (command.kind === 'unsuppress') return ['/unsuppress', ...printSubject(command)].join(' ');
  if (command.kind === 'accept' || command.kind === 'pin' || command.kind === 'investigate')
    return printChange(command);
  if (command.kind !== 'suppress') return `/${command.kind}`;
  const { lasting, scope, reason } = command;
  const words = ['/suppress', ...printSubject(command), printLasting(lasting), `scope ${printScope(scope)}`];
  return [...words, ...(reason === null ? [] : [`because ${reason}`])].join(' ');
}

export function printLasting(lasting: Lasting): string {
  return lasting.kind === 'until' ? `until ${lasting.date}` : `for ${lasting.days}d`;
}

function printChange(command: AcceptCommand | PinCommand | InvestigateCommand): string {
  const { kind, packageName, reason } = command;
  return [
    `/${kind}`,
    ...(packageName === null ? [] : [printPackageName(packageName)]),
    ...(command.kind === 'pin' ? [printLasting(command.lasting)] : []),
    ...(command.kind === 'investigate' && command.person !== null ? [`@${command.person}`] : []),
    ...(reason === null ? [] : [`because ${reason}`]),
  ].join(' ');
}

/** In quotes where it could be read as something else. */
export function printPackageName(name: string): string {
  const isPlain = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z~_-][\w.~-]*$/i.test(name);
  const isWord = [...KEYWORDS, ...SCOPE_WORDS].some((word) => word === name.toLowerCase());
  if (isPlain && !isWord) return name;
  const quote = ['"', "'", '`'].find((mark) => !name.includes(mark)) ?? '"';
  return `${quote}${name}${quote}`;
}

function printSubject({ packageName, range, advisoryId }: Subject): string[] {
  const name = packageName === null ? [] : [printPackage(packageName, range)];
  return [...name, ...(advisoryId === null ? [] : [advisoryId])];
}

function printPackage(name: string, range: string | null): string {
  if (range !== null) return `${name}@"${range}"`;
  const plain = name.toLowerCase();
  const special = [...KEYWORDS, ...SCOPE_WORDS].some((word) => word === plain) || /^\d/.test(name);
  return special ? `"${name}"` : name;
}

function printScope(scope: CommandScope): string {
  if (scope.kind !== 'path') return scope.kind;
  return /[\s"'`]/.test(scope.path) ? `path:"${scope.path}"` : `path:${scope.path}`;
}
