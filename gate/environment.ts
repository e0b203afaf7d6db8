/** GitHub's names of environments are not case-sensitive. */
export function isSameEnvironment(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}
