import type { LockfileFormat } from './lockfile.ts';

/** Which reader a file's name calls for. Which of yarn's two formats it is, its content tells. */
export type LockfileFamily = 'npm' | 'yarn' | 'pnpm' | 'bun';

export type DetectedLockfile =
  | { supported: true; family: LockfileFamily }
  | { supported: false; name: string; reason: string; cure: string };

const READ = new Map<string, LockfileFamily>([
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['.package-lock.json', 'npm'],
  ['yarn.lock', 'yarn'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['shrinkwrap.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
]);

const UNREAD = new Map<string, string>(
  Object.entries({
    'deno.lock': 'Deno',
    'vlt-lock.json': 'vlt',
    'Cargo.lock': 'Cargo',
    'poetry.lock': 'Poetry',
    'uv.lock': 'uv',
    'Pipfile.lock': 'Pipenv',
    'pdm.lock': 'PDM',
    'pylock.toml': 'Python',
    'go.sum': 'Go',
    'Gemfile.lock': 'Bundler',
    'gems.locked': 'Bundler',
    'composer.lock': 'Composer',
    'mix.lock': 'Mix',
    'pubspec.lock': 'Dart',
    'Podfile.lock': 'CocoaPods',
    'Package.resolved': 'Swift',
    'gradle.lockfile': 'Gradle',
    'packages.lock.json': 'NuGet',
    'conan.lock': 'Conan',
    'flake.lock': 'Nix',
  }),
);

/**
 * Tells a lockfile by its file name, in any folder. Gives nothing for other files; a lockfile that we do not read is named with
 * the reason and what to do, so that nobody takes silence for safety.
 */
export function detectLockfile(path: string): DetectedLockfile | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const family = READ.get(name) ?? (isBranchLockfile(name) ? 'pnpm' : undefined);
  if (family !== undefined) return { supported: true, family };
  if (name === 'bun.lockb') {
    return {
      supported: false,
      name,
      reason: "it is bun's binary lockfile, whose format is bun's own matter",
      cure: 'Run bun install --save-text-lockfile, commit bun.lock and remove bun.lockb.',
    };
  }
  const owner = UNREAD.get(name);
  if (owner === undefined) return undefined;
  return {
    supported: false,
    name,
    reason: `it is a lockfile of ${owner}, whose format Lockkeeper does not read`,
    cure: `Have it watched by a scanner that knows ${owner}.`,
  };
}

/** With `gitBranchLockfile` pnpm keeps one for each branch, `pnpm-lock.<branch>.yaml`. */
function isBranchLockfile(name: string): boolean {
  return name.startsWith('pnpm-lock.') && name.endsWith('.yaml');
}

/** Yarn 2 and later start with a `__metadata` block; yarn 1 never has one. */
export function formatOf(family: LockfileFamily, text: string): LockfileFormat {
  if (family !== 'yarn') return family;
  return text.startsWith('__metadata:') || text.includes('\n__metadata:') ? 'yarn-berry' : 'yarn-v1';
}
