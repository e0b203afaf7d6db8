export type Callback = { ok: true; runId: number; path: string } | { ok: false; why: string };

const PATH = /^\/repos\/([\w.-]+)\/([\w.-]+)\/actions\/runs\/([1-9]\d{0,15})\/deployment_protection_rule$/;

/**
 * The workflow run that waits at a callback address: GitHub says it nowhere else. The address comes from outside, so it has to be one of the
 * API that we use, and of the very repository; nothing is ever sent to the address itself.
 */
export function readCallback(
  address: string,
  { apiUrl, repository }: { apiUrl: string; repository: { owner: string; name: string } },
): Callback {
  const api = new URL(apiUrl);
  const url = URL.parse(address);
  if (url === null) return { ok: false, why: 'expected the address of a workflow run, found none' };
  if (url.origin !== api.origin || url.username !== '' || url.password !== '') {
    return { ok: false, why: `expected an address at ${api.origin}, found one at ${url.origin.slice(0, 100)}` };
  }
  // That of a GitHub Enterprise Server is below /api/v3.
  const base = api.pathname.replace(/\/+$/, '');
  const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : '';
  const [, owner, name, run] = PATH.exec(path) ?? [];
  const runId = Number(run);
  if (
    owner === undefined ||
    name === undefined ||
    !Number.isSafeInteger(runId) ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    return { ok: false, why: `expected the path of a workflow run, found ${url.pathname.slice(0, 200)}` };
  }
  const wanted = `${repository.owner}/${repository.name}`;
  if (`${owner}/${name}`.toLowerCase() !== wanted.toLowerCase()) {
    return { ok: false, why: `expected a run of ${wanted}, found one of ${owner}/${name}` };
  }
  return { ok: true, runId, path };
}
