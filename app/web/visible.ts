/**
 * Text from outside as a page may show it. The templates escape what HTML would read; this makes visible what people would
 * not see: control characters, and those that turn the direction of text or take no room, which make one name pass for another.
 */
export function visible(text: string, longest = 300): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\u00AD\u200B\u2060-\u2064\uFEFF]/gu, (char) => `⟨U+${codeOf(char)}⟩`);
}

function codeOf(char: string): string {
  return char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}
