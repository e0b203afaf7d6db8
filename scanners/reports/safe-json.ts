/** What JSON allows in a string, but terminals, workflow runners or HTML pages would act on. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<]|##\[/gu;

/**
 * JSON, indented, ending with a line end. It parses to the very same values, while its text holds no escape sequence,
 * no `##[command]`, no tag, and no line that starts with anything but JSON's own marks.
 */
export function safeJson(value: unknown): string {
  return `${escapeJson(JSON.stringify(value, null, 2))}\n`;
}

/** The same for a JSON text. */
export function escapeJson(text: string): string {
  return text.replace(ACTIVE, (found) => {
    if (found === '\n') return found;
    if (found === '##[') return '##\\u005b';
    return [...Array(found.length).keys()].map((at) => escaped(found.charCodeAt(at))).join('');
  });
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
