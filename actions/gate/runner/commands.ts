import { plainText } from '../../../scanners/reports/plain-text.ts';

/*
 * As much of the runner's protocol as is used. @actions/core speaks it too, but brings an HTTP client of its own, and loading that takes longer
 * than everything else that this action does.
 */

export type Level = 'error' | 'warning' | 'notice';

/** A line that shows as an annotation of the run. The text may come from outside. */
export function annotation(level: Level, title: string, message: string): string {
  return `::${level} title=${property(plainText(title, 200))}::${data(plainText(message, 2000))}\n`;
}

/** From then on the runner shows `***` in its place. Of a secret of several lines each line. */
export function mask(secret: string): string {
  return secret
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => `::add-mask::${data(line)}\n`)
    .join('');
}

/** Lines of GITHUB_OUTPUT's. What ends the value is not in it, so that no value can begin an output of its own. */
export function output(name: string, value: string): string {
  let end = 'lockkeeper_end';
  for (let number = 1; value.includes(end); number += 1) end = `lockkeeper_end_${number}_`;
  return `${name}<<${end}\n${value}\n${end}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
