import { describe, expect, test } from 'vitest';
import type { CliContext } from './cli-context.ts';
import { createMessages } from './messages.ts';

function open({
  isTTY = true,
  env = {},
  quiet = false,
}: {
  isTTY?: boolean;
  env?: NodeJS.ProcessEnv;
  quiet?: boolean;
} = {}) {
  let written = '';
  let time = 0;
  const write = (text: string): void => {
    written += text;
  };
  const stderr = { isTTY, columns: 40, write };
  const context: CliContext = {
    stdout: stderr,
    stderr,
    env,
    folder: '/',
    now: () => {
      time += 1000;
      return new Date(time);
    },
    newId: () => '1',
    fetch,
  };
  return { messages: createMessages(context, { quiet }), written: () => written };
}

describe('progress', () => {
  test('is one live line on a terminal, which gives way to messages', () => {
    const { messages, written } = open();
    messages.progress('one');
    messages.progress('two');
    messages.error('three');
    messages.done();
    expect(written()).toBe('\r\u001b[2Kone\r\u001b[2Ktwo\r\u001b[2Kerror: three\n');
  });

  test('stays on its line and within the terminal', () => {
    const { messages, written } = open();
    messages.progress(`a\n${'b'.repeat(100)}\u001b[2J`);
    expect(written().replace('\r\u001b[2K', '')).toMatch(/^a b{36}…$/);
  });

  test.each([
    ['a pipe', { isTTY: false }],
    ['CI', { env: { CI: 'true' } }],
    ['a dumb terminal', { env: { TERM: 'dumb' } }],
    ['--quiet', { quiet: true }],
  ])('is not shown in %s', (_, options) => {
    const { messages, written } = open(options);
    messages.progress('one');
    messages.done();
    expect(written()).toBe('');
  });
});

test.each([
  ['::error::a', 'error: : :error::a\n'],
  ['a\n::error::b\r\n##[warning]c', 'error: a\nerror: : :error::b\nerror: ## [warning]c\n'],
  ['\u001b[2J\u202e', 'error:  [2J \n'],
])('an error that says %j prints %j', (text, printed) => {
  const { messages, written } = open();
  messages.error(text);
  expect(written()).toBe(printed);
});

test('--quiet leaves out notes and keeps errors', () => {
  const { messages, written } = open({ quiet: true });
  messages.note('a');
  messages.error('b');
  expect(written()).toBe('error: b\n');
});
