import type { Logger } from 'pino';
import type { GitHub, Octokit } from './github.ts';
import { retryAfter } from './retry-after.ts';
import { statusOf } from './status-of.ts';

/** Reads what is public on GitHub, as one installation or another: never more than each can spare. */
export interface PublicReaders {
  /**
   * Undefined where none can spare anything now. @throws what GitHub answers that is no limit.
   * @param ask may be called again, as another installation
   */
  read<Data>(ask: (octokit: Octokit) => Promise<Answered<Data>>): Promise<Data | undefined>;
}

export interface Answered<Data> {
  data: Data;
  headers: Record<string, string | number | undefined>;
}

export interface ReadersOptions {
  github: GitHub;
  installationIds: readonly number[];
  now: () => Date;
  log: Logger;
  /** Requests at most. */
  most: number;
  signal?: AbortSignal;
}

/** What an installation's own work needs of its hour is left to it. */
const RESERVE = 1000;

export function createPublicReaders(options: ReadersOptions): PublicReaders {
  const { github, now, log, signal } = options;
  // They take turns: nobody's quota pays for all.
  const waiting = [...options.installationIds];
  const clients = new Map<number, Promise<Octokit | undefined>>();
  let left = options.most;
  return { read };

  async function read<Data>(ask: (octokit: Octokit) => Promise<Answered<Data>>): Promise<Data | undefined> {
    while (left > 0) {
      signal?.throwIfAborted();
      const id = waiting.shift();
      if (id === undefined) return undefined;
      waiting.push(id);
      const octokit = await clientOf(id);
      if (octokit === undefined) {
        drop(id);
        continue;
      }
      left -= 1;
      try {
        const { data, headers } = await ask(octokit);
        if (Number(headers['x-ratelimit-remaining']) < RESERVE) drop(id);
        return data;
      } catch (error) {
        if (retryAfter(error, now()) === undefined && statusOf(error) !== 401) throw error;
        drop(id);
      }
    }
    return undefined;
  }

  function clientOf(id: number): Promise<Octokit | undefined> {
    const known = clients.get(id) ?? open(id);
    clients.set(id, known);
    return known;
  }

  /** One that is suspended or gone, or that GitHub limits, is left out. */
  async function open(id: number): Promise<Octokit | undefined> {
    try {
      const octokit = await github.installation(id);
      await octokit.auth({ type: 'installation' });
      return octokit;
    } catch (error) {
      log.debug({ err: error, installation: id }, 'an installation cannot be read as');
      return undefined;
    }
  }

  function drop(id: number): void {
    const at = waiting.indexOf(id);
    if (at !== -1) waiting.splice(at, 1);
  }
}
