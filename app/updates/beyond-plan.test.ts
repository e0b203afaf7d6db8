import { expect, test } from 'vitest';
import { beyondPlan } from './beyond-plan.ts';
import { EditError } from './edit-failure.ts';
import type { VisibleVersion } from './registry/visible-versions.ts';

const planned: VisibleVersion = (name) => (name === 'wick' ? (version) => version === '1.2.0' : undefined);

function openRegistry() {
  let visible: VisibleVersion = () => undefined;
  return {
    troubles: [] as string[],
    show: (now: VisibleVersion) => {
      visible = now;
    },
    sees: (name: string, version: string) => visible(name)?.(version) ?? true,
  };
}

test('shows what new parents ask for beside what is planned, and nothing else', async () => {
  const registry = openRegistry();
  let runs = 0;
  const seen = await beyondPlan(registry, planned, async () => {
    runs += 1;
    const versions = ['1.1.0', '1.2.0', '1.3.0', '2.0.1'].filter((version) => registry.sees('wick', version));
    if (!versions.includes('2.0.1')) throw lookedFor('wick', '^2.0.0');
    return versions;
  });
  expect(seen).toEqual(['1.2.0', '2.0.1']);
  expect(runs).toBe(2);
});

test.each([
  ['is not there at all', lookedFor('wick', '^9.0.0')],
  ['was never hidden', lookedFor('oil', '^1.0.0')],
  ['is not the trouble', new EditError('time', 'too long')],
])('does not try for ever where what is looked for %s', async (_, failure) => {
  let runs = 0;
  const attempt = async () => {
    runs += 1;
    throw failure;
  };
  await expect(beyondPlan(openRegistry(), planned, attempt)).rejects.toBe(failure);
  expect(runs).toBeLessThanOrEqual(2);
});

function lookedFor(name: string, range: string): EditError {
  return new EditError('conflict', `no ${name} ${range}`, { missing: { name, range } });
}
