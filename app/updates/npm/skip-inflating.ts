import type { Arborist } from '@npmcli/arborist';

/**
 * Lockfiles of version 1 do not say all that npm of today would know (peers above all), and it would ask the registry about every
 * package in them. None of it is written to such a lockfile, and npm 6, which wrote it, did not heed peers either.
 */
export function skipInflating(npm: Arborist): void {
  const load = npm.loadVirtual.bind(npm);
  npm.loadVirtual = async (options) => {
    const root = await load(options);
    if (root.meta.originalLockfileVersion === 1) root.meta.originalLockfileVersion = 2;
    return root;
  };
}
