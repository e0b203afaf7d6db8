/** A line of a comment that starts with a slash and a word. */
export interface CommandLine {
  /** As written, in lower case, without the slash. */
  word: string;
  /** What follows. */
  rest: string;
}

/** GitHub takes no longer comments. */
const LONGEST_COMMENT = 65_536;
const LONGEST_LINE = 4_000;

const COMMAND = /^ {0,3}\/([A-Za-z][A-Za-z-]{0,29})(?=\s|$)/;
const FENCE = /^((?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})(.*)$/;
const QUOTE = /^ {0,3}>/;

/**
 * The lines of a comment that can be commands. What GitHub shows as code or as a quote, or not at all (HTML comments),
 * holds none; in doubt a line is none.
 */
export function findCommandLines(text: string): CommandLine[] {
  const found: CommandLine[] = [];
  let fence: { mark: string; column: number } | undefined;
  let hidden = false;
  let quoted = false;
  for (const line of text
    .slice(0, LONGEST_COMMENT)
    .toWellFormed()
    .split(/\r\n|\n|\r/)) {
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
      continue;
    }
    if (hidden) {
      // As for GitHub, the rest of the line that ends it belongs to it.
      hidden = !line.includes('-->');
      continue;
    }
    if (line.trim() === '') {
      quoted = false;
      continue;
    }
    // A line right below a quote goes on with it.
    quoted ||= QUOTE.test(line);
    if (quoted) continue;
    const [, before = '', mark, info = ''] = FENCE.exec(line) ?? [];
    if (mark !== undefined && !(mark.startsWith('`') && info.includes('`'))) {
      fence = { mark, column: before.length };
      continue;
    }
    const shown = withoutHidden(line);
    hidden = shown.open;
    const [start, word] = COMMAND.exec(shown.text) ?? [];
    if (start !== undefined && word !== undefined)
      found.push({ word: word.toLowerCase(), rest: shown.text.slice(start.length, LONGEST_LINE).toWellFormed() });
  }
  return found;
}

function closes(line: string, { mark, column }: { mark: string; column: number }): boolean {
  const [, before = '', closing = ''] = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
  const indent = before.replaceAll('\t', '    ').length;
  return closing[0] === mark[0] && closing.length >= mark.length && indent <= column + 3;
}

/** The line without its HTML comments, and whether one goes on below it. */
function withoutHidden(line: string): { text: string; open: boolean } {
  let text = '';
  let at = 0;
  for (;;) {
    const start = line.indexOf('<!--', at);
    if (start === -1) return { text: text + line.slice(at), open: false };
    // The space keeps what is left from becoming one.
    text += `${line.slice(at, start)} `;
    const end = line.indexOf('-->', start + 4);
    if (end === -1) return { text, open: true };
    // A line that begins with one is nothing else to GitHub.
    if (text.trim() === '') return { text: '', open: false };
    at = end + 3;
  }
}
