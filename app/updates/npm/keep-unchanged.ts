/**
 * `next` without what the program would have changed anyway: parts that came out the same as they do without any edit
 * (`untouched`) stay as the file had them (`original`), order of keys included.
 */
export function keepUnchanged(original: unknown, untouched: unknown, next: unknown): unknown {
  if (isSame(untouched, next)) return original;
  if (!isObject(original) || !isObject(next)) return next;
  const before = isObject(untouched) ? untouched : {};
  const merged: Record<string, unknown> = {};
  for (const key of orderOf(original, next)) {
    const kept = keepUnchanged(own(original, key), own(before, key), own(next, key));
    if (kept !== undefined) define(merged, key, kept);
  }
  for (const key of Object.keys(original)) {
    // Something that the program leaves out with or without the edit.
    if (!Object.hasOwn(next, key) && !Object.hasOwn(before, key)) define(merged, key, original[key]);
  }
  return merged;
}

/** The file's own order where it holds all that there is to write, else the program's. */
function orderOf(original: object, next: object): string[] {
  const keys = Object.keys(next);
  return keys.every((key) => Object.hasOwn(original, key))
    ? Object.keys(original).filter((key) => Object.hasOwn(next, key))
    : keys;
}

/** The same values, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => isSame(each, b[at]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `__proto__` is a key like any other. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
