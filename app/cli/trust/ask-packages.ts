import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type PackageSnapshot, readSnapshot, SnapshotError } from '../../../scanners/maintainers/index.ts';
import { createMarkEmail } from '../../registry/mark-email.ts';
import { type PollLimits, pollPackument } from '../../registry/poll-packument.ts';
import { DOCUMENT_LIMITS } from '../../registry/read-package-documents.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';

export interface PackagesToAsk {
  registry: RegistrySettings;
  now: () => Date;
  onProgress?: (done: number, total: number) => void;
  limits?: Partial<PollLimits>;
}

/** A package that could not be looked at. */
export interface AskProblem {
  name: string;
  message: string;
}

/** A registry that does not answer so often in a row is not asked any more: thousands of packages would each wait for it. */
const MOST_SILENT = 5;
const LONGEST_PAUSE = 60_000;
const MOST_PAUSES = 3;

/**
 * Asks for the documents of packages, a few at a time, and hands each on cut down to what trust is judged by: whole ones would fill
 * the memory. What cannot be had is a problem, and the others are asked for.
 * @throws RegistryError `settings`
 */
export async function askPackages(
  names: readonly string[],
  toAsk: PackagesToAsk,
  take: (snapshot: PackageSnapshot) => void,
): Promise<AskProblem[]> {
  // Nobody compares addresses across runs: the key is gone with the process.
  const markEmail = createMarkEmail(randomBytes(32).toString('hex'));
  const problems: AskProblem[] = [];
  const left = [...new Set(names)].sort();
  const total = left.length;
  const queue = left.values();
  let [done, silent] = [0, 0];
  const work = async (): Promise<void> => {
    for (const name of queue) {
      const problem = silent >= MOST_SILENT ? 'not asked: the registry did not answer for others' : await ask(name);
      if (problem !== undefined) problems.push({ name, message: problem });
      done += 1;
      toAsk.onProgress?.(done, total);
    }
  };
  await Promise.all(Array.from({ length: DOCUMENT_LIMITS.atOnce }, work));
  return problems.sort((a, b) => (a.name < b.name ? -1 : 1));

  async function ask(name: string): Promise<string | undefined> {
    const { registry, now, limits } = toAsk;
    for (let pauses = 0; ; pauses += 1) {
      const polled = await pollPackument(name, { registry, etag: null, now, limits });
      if (polled.kind === 'failed') {
        silent = polled.error.code === 'unreachable' ? silent + 1 : 0;
        return polled.error.message;
      }
      if (polled.kind === 'pause') {
        const wait = polled.until.getTime() - now().getTime();
        if (pauses >= MOST_PAUSES || wait > LONGEST_PAUSE) {
          return `the registry wants to be left alone until ${polled.until.toISOString()}. Try again then.`;
        }
        await pause(Math.max(0, wait));
        continue;
      }
      silent = 0;
      if (polled.kind === 'missing') return polled.problem;
      if (polled.kind === 'unchanged') return 'expected its document, found only that it did not change';
      return read(name, polled.packument);
    }
  }

  function read(name: string, packument: unknown): string | undefined {
    try {
      take(readSnapshot(name, packument, markEmail));
      return undefined;
    } catch (error) {
      if (error instanceof SnapshotError) return error.message;
      throw error;
    }
  }
}
