/**
 * Puts text between `<!-- generated: name -->` and the `<!-- /generated -->` after it.
 * @throws Error when the file has no such block.
 */
export function replaceBlock(page: string, name: string, text: string): string {
  const opening = `<!-- generated: ${name} -->`;
  const start = page.indexOf(opening);
  const end = page.indexOf('<!-- /generated -->', start);
  if (start === -1 || end === -1) throw new Error(`expected ${opening} … <!-- /generated --> in the page, found none`);
  return `${page.slice(0, start + opening.length)}\n\n${text.trim()}\n\n${page.slice(end)}`;
}
