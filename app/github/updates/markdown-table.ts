/** Lines in their order, as many as there is room for, in characters: one that is too long does not take the others with it. */
export function asManyAsFit(lines: readonly string[], budget: number): { shown: string[]; left: number } {
  let room = budget;
  const shown: string[] = [];
  for (const line of lines) {
    if (line.length + 1 > room) continue;
    room -= line.length + 1;
    shown.push(line);
  }
  return { shown, left: lines.length - shown.length };
}

/** A table in which rows give way where there is no room for them. Cells are escaped already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], budget: number): string {
  if (rows.length === 0) return '';
  const { shown, left } = asManyAsFit(rows.map(row), budget);
  const more = left > 0 ? [`\nand ${left} more.`] : [];
  return [row(head), row(head.map(() => '---')), ...shown, ...more].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
