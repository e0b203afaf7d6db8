import { codeSpan } from '../github/markdown.ts';
import type { Subject } from './command.ts';

/** For people, in Markdown: names and ranges come from outside. */
export function describeSubject({ packageName, range, advisoryId }: Subject): string {
  const package_ =
    packageName === null ? [] : [codeSpan(range === null ? packageName : `${packageName} ${range}`, 500)];
  return [...package_, ...(advisoryId === null ? [] : [codeSpan(advisoryId)])].join(' with ');
}

/** `2026-12-31 00:00 UTC` */
export function describeTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
