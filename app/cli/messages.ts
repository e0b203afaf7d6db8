import { plainText } from '../../scanners/reports/plain-text.ts';
import type { CliContext } from './cli-context.ts';

/** What goes to stderr. Every text is made harmless for terminals and workflow logs, line by line. */
export interface Messages {
  /** The one live line, where there is a terminal to show it; the next one takes its place. */
  progress(text: string): void;
  /** Worth knowing; left out by `--quiet`. */
  note(text: string): void;
  error(text: string): void;
  /** Takes the live line away. */
  done(): void;
}

const CLEAR_LINE = '\r\u001b[2K';
const LONGEST = 2000;
/** A terminal cannot be read faster. */
const REDRAW_MS = 80;

export function createMessages({ stderr, env, now }: CliContext, { quiet = false } = {}): Messages {
  const live = !quiet && stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
  let shown = false;
  let drawnAt = 0;

  function clear(): void {
    if (shown) stderr.write(CLEAR_LINE);
    shown = false;
  }

  function print(label: string, text: string): void {
    clear();
    for (const line of text.split(/\r?\n/)) stderr.write(`${label}: ${plainText(line, LONGEST)}\n`);
  }

  return {
    progress(text) {
      const time = now().getTime();
      if (!live || (shown && time - drawnAt < REDRAW_MS)) return;
      stderr.write(`${CLEAR_LINE}${plainText(text, Math.max(20, (stderr.columns ?? 80) - 1))}`);
      shown = true;
      drawnAt = time;
    },
    note(text) {
      if (!quiet) print('note', text);
    },
    error(text) {
      print('error', text);
    },
    done: clear,
  };
}
