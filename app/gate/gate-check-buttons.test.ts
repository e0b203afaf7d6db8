import { expect, test } from 'vitest';
import { BUTTON, buttonsFor, overrideButton } from './gate-check-buttons.ts';

test('buttons are what GitHub takes, whatever environments are called, and each says which it means', () => {
  const names = ['production', `${'é'.repeat(200)} \u{1F680}`, 'a\nb', 'fourth'];
  const buttons = buttonsFor(names.map((environment) => ({ environment, maxHours: 0.3333333 })));
  expect(buttons.map(({ label }) => label)).toEqual([
    'Re-evaluate',
    'Override production',
    `Override ${'é'.repeat(10)}…`,
  ]);
  for (const { label, description, identifier } of buttons) {
    expect(label.length).toBeLessThanOrEqual(20);
    expect(description.length).toBeLessThanOrEqual(40);
    expect(identifier.length).toBeLessThanOrEqual(20);
    expect(identifier).toMatch(BUTTON);
  }
  expect(new Set(buttons.map(({ identifier }) => identifier)).size).toBe(3);
  expect(buttonsFor([{ environment: 'live', maxHours: 24 }])[1]!.description).toBe('Let it be deployed for 4 hours');
});

test('GitHub sees no case in the name of an environment', () => {
  expect(overrideButton('Production')).toBe(overrideButton('production'));
});
