import type { Arborist, ArboristNode } from '@npmcli/arborist';

/**
 * Before npm builds a tree it searches the lockfile for packages that do not get what they ask for, and does not go through the
 * links to workspaces: what only a workspace needs would stay as it is. Until it has searched, links lead on.
 */
export function searchWorkspaces(npm: Arborist): void {
  const load = npm.loadVirtual.bind(npm);
  npm.loadVirtual = async (options) => {
    const root = await load(options);
    const links = [...root.inventory.values()].filter((node) => node.isLink && node.target != null);
    const before = links.map((link) => ({ link, edgesOut: link.edgesOut }));
    // What the workspace itself lacks, npm finds when it comes to it.
    for (const link of links) link.edgesOut = new Map([...link.target!.edgesOut].filter(([, { valid }]) => valid));
    whenSet(npm, () => {
      for (const { link, edgesOut } of before) link.edgesOut = edgesOut;
    });
    return root;
  };
}

/** npm sets its tree once it has searched, and changes nothing before. */
function whenSet(npm: Arborist, done: () => void): void {
  Object.defineProperty(npm, 'idealTree', {
    configurable: true,
    get: () => undefined,
    set(value: ArboristNode) {
      done();
      Object.defineProperty(npm, 'idealTree', { value, writable: true, configurable: true, enumerable: true });
    },
  });
}
