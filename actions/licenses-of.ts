import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The names, versions and licences of the packages that a bundle is made of, in the order of their names. */
export async function licensesOf(root: string, inputs: Iterable<string>): Promise<string> {
  const folders = new Set<string>();
  for (const input of inputs) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  const texts = await Promise.all([...folders].sort().map((folder) => textOf(join(root, folder))));
  return `The bundles beside this file hold code of these packages.\n\n${texts.join('\n')}`;
}

async function textOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).sort().find((each) => /^(?:licen[cs]e|copying)(?:\.(?:md|txt))?$/i.test(each));
  const text =
    file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim()}\n`;
  return `${'-'.repeat(80)}\n${name} ${version} (${license})\n${text}`;
}
