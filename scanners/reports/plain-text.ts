/** Controls, bidi overrides, zero-width and other format characters, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, fit for a terminal or a workflow log: on one line, without escape sequences or characters that
 * cannot be seen, and never a workflow command. Runners obey `::command::` at the start of a line (spaces before it do
 * not count) and `##[command]` anywhere in it.
 */
export function plainText(text: string, longest = 500): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .replaceAll('##[', '## [')
    .replace(/^\s*::/, ': :');
}
