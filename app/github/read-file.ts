import type { ConfigPlace } from '../../scanners/config/index.ts';
import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export interface FileOnBranch {
  text: string;
  sha: string;
}

/** A small file of a default branch; null where there is none that we may read. Bounded: GitHub answers up to 1 MB. */
export async function readFile(octokit: Octokit, { owner, repo, path }: ConfigPlace): Promise<FileOnBranch | null> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path });
    if (Array.isArray(data) || data.type !== 'file' || data.encoding !== 'base64') return null;
    return { text: Buffer.from(data.content, 'base64').toString('utf8'), sha: data.sha };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** A blob's text. */
export async function readBlob(octokit: Octokit, place: { owner: string; repo: string }, sha: string): Promise<string> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { ...place, file_sha: sha });
  return Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8').toString('utf8');
}
