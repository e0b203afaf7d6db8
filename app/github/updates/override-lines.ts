import type { UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import type { OwnOverride, PlannedUpdate } from '../../../scanners/updates/index.ts';

/** Why each override came, and that it will be taken out again; why each of those that go is not needed. */
export function overrideLines(updates: readonly PlannedUpdate[], { overrides = [] }: UpdateProof): string[] {
  const gone = updates.flatMap(({ steps }) => steps.filter((step) => step.kind === 'remove-override'));
  return [
    ...overrides.map((each) => {
      const [update] = updates.filter(({ name, how }) => name === each.name && how === 'override');
      const last = update?.path.at(-1);
      const pinning = last === undefined ? 'what asks for it' : text(last);
      return `${entry(each)} is new: ${pinning} asks for another version of ${text(each.name)}, and it has no release to take that admits this one. Lockkeeper proposes to take it out when whatever asks for ${text(each.name)} admits the locked version by itself.`;
    }),
    ...gone.map((step) => {
      const added = step.addedBy === undefined ? 'Lockkeeper' : `#${step.addedBy}`;
      const why =
        step.keeps.length === 0
          ? 'nothing that is locked is held by it any more'
          : `whatever asks for ${text(step.name)} admits ${text(step.keeps.join(', '))} by itself, which stays locked`;
      return `${entry(step)}, which ${added} added, is not needed any more and goes: ${why}.`;
    }),
  ];
}

function entry({ file, selector, range }: OwnOverride): string {
  return `**${text(selector)}** (${text(range)}) in ${text(file)}`;
}

function text(value: string): string {
  return escapeMarkdown(value, 300);
}
