import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceBlock } from '../../docs/replace-block.ts';
import { noiseOf, type Replayed, replay } from './replay.ts';

const PAGE = join(import.meta.dirname, '../../docs/maintainer-risk.md');

/** In Markdown: how often people would have been told. */
export function noiseTable(replayed: readonly Replayed[]): string {
  const years = replayed.reduce((sum, each) => sum + each.years, 0);
  const versions = replayed.reduce((sum, { snapshot }) => sum + snapshot.versions.length, 0);
  const rows = noiseOf(replayed).map(
    ({ level, changes, told, perYear, perMonth }) =>
      `| ${level} | ${changes} | ${told} | ${Math.round(perYear)} | ${perMonth.toFixed(1)} |`,
  );
  return [
    `${replayed.length} packages, ${versions.toLocaleString('en-GB')} versions, ${Math.round(years)} years of packages.`,
    '',
    '| From level | Changes | Told of | Per 1,000 packages and year | Per month, of 1,500 packages |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The table that docs/maintainer-risk.md has. */
export function committedNoiseTable(): string {
  const page = readFileSync(PAGE, 'utf8');
  const opening = '<!-- generated: noise -->';
  const start = page.indexOf(opening) + opening.length;
  return page.slice(start, page.indexOf('<!-- /generated -->', start)).trim();
}

/** `node test/maintainers/noise-table.ts [--write]`: measures, and prints it or puts it into the page. */
if (import.meta.main) {
  const table = noiseTable(replay());
  if (process.argv.includes('--write')) writeFileSync(PAGE, replaceBlock(readFileSync(PAGE, 'utf8'), 'noise', table));
  else console.log(table);
}
