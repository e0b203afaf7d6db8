const MOST = 3;
const LONGEST = 80;

/** `minimist, qs and 4 more`: names in the order of their first appearance. They come from outside: whoever renders them escapes them. */
export function nameList(names: readonly (string | undefined)[]): string {
  const distinct = [...new Set(names.filter((name) => name !== undefined).map((name) => name.slice(0, LONGEST)))];
  const shown = distinct.slice(0, MOST);
  const rest = distinct.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
