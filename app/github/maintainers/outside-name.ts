import { lookalikes } from '../../../scanners/maintainers/index.ts';
import { codeSpan } from '../markdown.ts';

/** The name of a package or of an account, which nobody is to take for another: it is said where it is not what it looks like. */
export function outsideName(name: string, most = 214): string {
  const warning = lookalikes(name);
  return `${codeSpan(name, most)}${warning === undefined ? '' : ` (careful: its name ${warning})`}`;
}
