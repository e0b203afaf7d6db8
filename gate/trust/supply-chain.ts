import type { OpenAlert, OpenChange, SupplyChain } from '../facts.ts';
import type { Known } from '../known.ts';
import { diminished, type Element, type Loss, loadOf, unknownElement } from './element.ts';
import { counted, nameList } from './name-list.ts';
import { CHANGE_SHARES, MALWARE_SHARE, PACKAGE_HALVES } from './weights.ts';

export function judgeMalware(alerts: Known<readonly OpenAlert[]>): Element {
  if (!alerts.known) return unknownElement('malware', alerts.text);
  const open = alerts.value.filter(({ kind }) => kind === 'malware');
  if (open.length === 0) return diminished('malware', []);
  const names = nameList(open.map(({ packageName }) => packageName)) || 'the packages';
  return diminished('malware', [
    {
      cause: `${counted(open.length, 'alert')} of malware: ${names}`,
      cure: `Take ${names} out, and renew what the machines that installed it could reach`,
      load: open.length * loadOf(MALWARE_SHARE),
    },
  ]);
}

/** From the changes themselves; alerts of kind `maintainer-change` say the same once for each lockfile. */
export function judgeChanges(changes: Known<readonly OpenChange[]>): Element {
  if (!changes.known) return unknownElement('changes', changes.text);
  const weighing = changes.value.filter(({ level }) => CHANGE_SHARES[level] > 0);
  const groups = Map.groupBy(weighing, ({ level }) => level);
  return diminished(
    'changes',
    [...groups].map(([level, group]) => {
      const names = nameList(group.map(({ packageName }) => packageName));
      return {
        cause: `${counted(group.length, 'open maintainer change')} of level ${level}: ${names}`,
        cure: `Look at what changed at ${names}, then accept it, pin it or replace the package`,
        load: group.length * loadOf(CHANGE_SHARES[level]),
      };
    }),
  );
}

export function judgePackages(supplyChain: Known<SupplyChain>): Element {
  if (!supplyChain.known) return unknownElement('packages', supplyChain.text);
  const { packages, deprecated, installScripts } = supplyChain.value;
  const losses: Loss[] = [
    {
      cause: `${deprecated} of ${counted(packages, 'package')} deprecated`,
      cure: 'Replace deprecated packages by what their authors name instead',
      load: loadOfShare(deprecated, PACKAGE_HALVES.deprecated),
    },
    {
      cause: `${installScripts} of ${counted(packages, 'package')} with install scripts`,
      cure: 'Replace packages that run scripts when they are installed',
      load: loadOfShare(installScripts, PACKAGE_HALVES.installScripts),
    },
  ];
  return diminished(
    'packages',
    losses.filter(({ load }) => load > 0),
  );

  function loadOfShare(count: number, half: number): number {
    if (count <= 0) return 0;
    // More than there are packages cannot be: as bad as all of them.
    const share = packages > count ? count / packages : 1;
    return Math.LN2 * (share / half);
  }
}
