/**
 * Text from outside, for Markdown: a code span in which GitHub makes no link, mention or reference of anything. Its fence
 * is longer than any run of backticks in the text; control characters and line ends become spaces.
 */
export function codeSpan(text: string, most = 200): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const shown = plain.length > most ? `${plain.slice(0, most).toWellFormed()}…` : plain;
  if (shown === '') return '(nothing)';
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  // In a table a bar would end the cell, also within a code span.
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** One line of text from outside as a block of code, which can be copied: nothing in it is a link or a mention. */
export function codeBlock(text: string, most = 1500): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const shown = plain.length > most ? `${plain.slice(0, most).toWellFormed()}…` : plain;
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}
