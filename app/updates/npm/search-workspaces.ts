import type { Arborist, ArboristEdge, ArboristNode } from '@npmcli/arborist';

/**
 * Before npm builds a tree it searches the lockfile for packages that do not get what they ask for, and does not go through the links
 * to workspaces: what only a workspace needs would stay as it is. Until it has searched, one of them leads to what the edit touched, and
 * to nothing else: what was wrong before is not ours to move.
 */
export function searchWorkspaces(npm: Arborist, touched: ReadonlySet<string>): void {
  const load = npm.loadVirtual.bind(npm);
  npm.loadVirtual = async (options) => {
    const root = await load(options);
    const link = [...root.edgesOut.values()].find(({ to }) => to?.isLink)?.to;
    if (link == null) return root;
    const { edgesOut } = link;
    const found = [...root.inventory.values()].filter((node) => isTouched(node, touched));
    link.edgesOut = new Map(
      found.map((to) => [to.location, { name: to.name, spec: '*', peer: false, valid: true, to }]),
    );
    whenSet(npm, () => {
      link.edgesOut = edgesOut;
    });
    return root;
  };
}

/** It lies where something was put, or asks for what was put there. */
function isTouched({ location, edgesOut }: ArboristNode, touched: ReadonlySet<string>): boolean {
  if (touched.has(location)) return true;
  return [...edgesOut.values()].some(({ valid, to }: ArboristEdge) => !valid && to != null && touched.has(to.location));
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
