/** Whole lines from the first one on, as many as have room in so many bytes. */
export function fitLines(lines: readonly string[], bytes: number): { shown: string[]; left: number } {
  let room = bytes;
  const shown: string[] = [];
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    shown.push(line);
  }
  return { shown, left: lines.length - shown.length };
}

export function table(head: readonly string[], rows: readonly string[], bytes: number): string {
  const { shown, left } = fitLines(rows, bytes);
  const more = left > 0 ? [`\nand ${left} more.`] : [];
  return [tableRow(head), tableRow(head.map(() => '---')), ...shown, ...more].join('\n');
}

export function list(lines: readonly string[], bytes: number): string {
  const { shown, left } = fitLines(lines, bytes);
  return [...shown, ...(left > 0 ? [`\nand ${left} more.`] : [])].join('\n');
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
