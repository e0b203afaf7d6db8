import { bunRegistries } from '../bun/bunfig.ts';
import type { ProjectFiles } from '../edit-request.ts';
import { isObject } from '../manifests/scratch-manifest.ts';
import { readWorkspace } from '../pnpm/pnpm-settings.ts';
import { readYarnrc } from '../yarn-berry/berry-settings.ts';
import { readNpmrc } from './read-npmrc.ts';
import type { NamedRegistry } from './registry-routes.ts';

type Named = Omit<NamedRegistry, 'file'>;

/** The registries that a repository names in the files that its package manager reads. Nothing else in them is heeded here. */
export function namedRegistries({ files, format }: Pick<ProjectFiles, 'files' | 'format'>): NamedRegistry[] {
  return READERS[format].flatMap(({ file, read }) => {
    const text = files.get(file);
    return text === undefined ? [] : read(text).map((named) => ({ file, ...named }));
  });
}

interface Reader {
  file: string;
  read(text: string): Named[];
}

const NPMRC: Reader = { file: '.npmrc', read: (text) => fromPairs(readNpmrc(text)) };
const YARNRC: Reader = { file: '.yarnrc', read: (text) => fromPairs(readYarnV1rc(text)) };
const YARNRC_YML: Reader = { file: '.yarnrc.yml', read: fromBerry };
const WORKSPACE: Reader = { file: 'pnpm-workspace.yaml', read: fromPnpm };
const BUNFIG: Reader = { file: 'bunfig.toml', read: bunRegistries };

const READERS: Record<ProjectFiles['format'], Reader[]> = {
  npm: [NPMRC],
  pnpm: [NPMRC, WORKSPACE],
  'yarn-v1': [NPMRC, YARNRC],
  'yarn-berry': [YARNRC_YML],
  bun: [NPMRC, BUNFIG],
};

function fromPairs(pairs: Iterable<[string, string]>): Named[] {
  return [...pairs].flatMap(([key, address]) => {
    if (key === 'registry') return [{ scope: 'default', address }];
    const scope = /^(@[\w.~-]+):registry$/.exec(key)?.[1];
    return scope === undefined ? [] : [{ scope, address }];
  });
}

/** Lines `key "value"`, each with or without quotes. */
function readYarnV1rc(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const found = /^"?([^"\s]+)"? +"?([^"\s]+)"?$/.exec(line.trim());
    return found === null ? [] : [[found[1]!, found[2]!]];
  });
}

function fromBerry(text: string): Named[] {
  const settings = readYarnrc(text);
  const scopes = isObject(settings['npmScopes']) ? Object.entries(settings['npmScopes']) : [];
  const named = scopes.map(([scope, value]): [string, unknown] => [
    `@${scope}`,
    isObject(value) ? value['npmRegistryServer'] : undefined,
  ]);
  return [['default', settings['npmRegistryServer']] as [string, unknown], ...named].flatMap(([scope, address]) =>
    typeof address === 'string' ? [{ scope, address }] : [],
  );
}

function fromPnpm(text: string): Named[] {
  const { registries } = readWorkspace(text);
  if (!isObject(registries)) return [];
  return Object.entries(registries).flatMap(([scope, address]) =>
    typeof address === 'string' ? [{ scope, address }] : [],
  );
}
