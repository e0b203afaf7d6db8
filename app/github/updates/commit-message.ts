import type { PlannedUpdate } from '../../../scanners/updates/index.ts';

const LONGEST = 20_000;

/** Of an update's commit. Names cannot mention people or refer to issues from here. */
export function commitMessage(title: string, updates: readonly PlannedUpdate[]): string {
  const lines = updates.map(({ name, from, to, how }) =>
    how === 'unneeded-override'
      ? `- the override of ${name}, which is not needed any more`
      : `- ${name} ${from.join(', ')} -> ${to === '' ? '(gone)' : to}`,
  );
  return [title, '', ...lines]
    .join('\n')
    .replace(/@(?=[A-Za-z0-9])/g, '@\u200b')
    .slice(0, LONGEST);
}
