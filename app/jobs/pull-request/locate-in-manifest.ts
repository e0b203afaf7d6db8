import { visit } from 'jsonc-parser';

const SECTIONS = new Set(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']);

/** The 1-based line on which a package.json asks for a package, also under an alias; undefined where it does not. */
export function locateInManifest(text: string, packageName: string): number | undefined {
  const keys: string[] = [];
  let property = '';
  let line: number | undefined;
  const alias = `npm:${packageName}@`;
  visit(text, {
    onObjectProperty: (name, _offset, _length, startLine) => {
      property = name;
      if (isAsked() && name === packageName) line ??= startLine + 1;
    },
    onObjectBegin: () => {
      keys.push(property);
    },
    onObjectEnd: () => {
      keys.pop();
    },
    onLiteralValue: (value, _offset, _length, startLine) => {
      if (isAsked() && typeof value === 'string' && value.startsWith(alias)) line ??= startLine + 1;
    },
  });
  return line;

  function isAsked(): boolean {
    return keys.length === 2 && SECTIONS.has(keys[1]!);
  }
}
