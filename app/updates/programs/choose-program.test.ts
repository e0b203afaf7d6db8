import { expect, test } from 'vitest';
import { chooseProgram } from './choose-program.ts';

test.each([
  { formatVersion: '9.0', asked: undefined, wanted: '^10.0.0', exact: false },
  { formatVersion: '9.0', asked: 'pnpm@9.15.0+sha512.abc', wanted: '9.15.0', exact: true },
  { formatVersion: '6.0', asked: undefined, wanted: '^8.3.1', exact: false },
  { formatVersion: '6.0', asked: 'pnpm@8.3.0', wanted: '^8.3.1', exact: false },
  { formatVersion: '6.0', asked: 'pnpm@8.0.0-rc.1', wanted: '^8.3.1', exact: false },
  { formatVersion: '6.0', asked: 'pnpm@8.3.1', wanted: '8.3.1', exact: true },
  { formatVersion: '5.4', asked: undefined, wanted: '^7.32.2', exact: false },
  { formatVersion: '5.4', asked: 'pnpm@7.0.0', wanted: '^7.32.2', exact: false },
  { formatVersion: '5.4', asked: 'pnpm@7.33.0', wanted: '7.33.0', exact: true },
  { formatVersion: '5.4', asked: 'pnpm@6.35.1', wanted: '^7.32.2', exact: false },
])('pnpm lockfile $formatVersion and packageManager $asked: pnpm $wanted', ({ asked, wanted, exact, ...question }) => {
  expect(choose(asked, question.formatVersion)).toEqual({ format: 'pnpm', name: 'pnpm', wanted, exact });
});

test.each([undefined, 'pnpm@6.32.25'])('says that no pnpm writes lockfiles of version 5.3 any more (%s)', (asked) => {
  expect(() => choose(asked, '5.3')).toThrow(/version is 5\.3, which no pnpm writes that still runs here \(Node \d+\./);
});

function choose(packageManager: string | undefined, formatVersion: string) {
  const files = new Map([['package.json', JSON.stringify({ packageManager })]]);
  return chooseProgram({ files, format: 'pnpm', formatVersion, lockfileText: '' });
}
