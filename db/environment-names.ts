/** What people and labels call the same kind of environment. */
const SAME: readonly (readonly string[])[] = [
  ['production', 'prod', 'prd', 'live'],
  ['staging', 'stage', 'stg'],
  ['development', 'dev'],
];

/**
 * Every name, in lower case, under which monitoring may speak of an environment: labels say `prod` of what GitHub calls `production`, and an
 * alert that is told of under the one name must not be missed under the other.
 */
export function environmentNames(environment: string): string[] {
  const name = environment.toLowerCase();
  const same = SAME.find((names) => names.includes(name)) ?? [];
  return [...new Set([name, ...same])];
}
