import { isMap } from 'yaml';
import { changeYaml } from './set-in-yaml.ts';

/** Takes a value out of a YAML text, with the maps around it that are empty then; what is left of nothing is an empty file. */
export function removeInYaml(file: string, text: string, path: readonly string[]): string {
  return changeYaml(file, text, (document) => {
    for (let depth = path.length; depth > 0; depth--) {
      document.deleteIn(path.slice(0, depth));
      const holder = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1));
      if (!isMap(holder) || holder.items.length > 0) return;
    }
    document.contents = null;
  });
}
