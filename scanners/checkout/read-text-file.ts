import { readFile, stat } from 'node:fs/promises';
import { isInside } from './scan-root.ts';

export interface TextFault {
  expected: string;
  found: string;
  cure: string;
}

/** A text file of a repository: bounded in size, and not a link that leads out of the root. */
export async function readTextFile(
  path: string,
  { root, maxBytes }: { root: string; maxBytes: number },
): Promise<{ text: string } | { fault: TextFault } | { missing: true }> {
  try {
    const found = await stat(path);
    const { size } = found;
    // A pipe or a device would never end.
    if (!found.isFile())
      return { fault: { expected: 'a file', found: 'something else', cure: 'Remove or rename it.' } };
    if (!(await isInside(root, path))) {
      const expected = 'a file within the scanned folder';
      return { fault: { expected, found: 'a link that leads out of it', cure: 'Scan the file that it leads to.' } };
    }
    if (size > maxBytes) {
      const cure = 'Check that it is what its name says; ignore-paths leaves it out.';
      return { fault: { expected: `at most ${maxBytes} bytes`, found: `${size}`, cure } };
    }
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT') return { missing: true };
    return { fault: { expected: 'a file that can be read', found: code, cure: 'Check the path and its rights.' } };
  }
}
