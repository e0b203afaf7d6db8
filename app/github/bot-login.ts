import type { GitHub } from './github.ts';

const known = new WeakMap<GitHub, Promise<string>>();

/** The login under which what the App writes is shown, such as `lockkeeper[bot]`. It is asked for once. */
export function botLogin(github: GitHub): Promise<string> {
  const login = known.get(github) ?? ask(github);
  known.set(github, login);
  // One that failed is asked again.
  login.catch(() => known.delete(github));
  return login;
}

async function ask(github: GitHub): Promise<string> {
  const octokit = await github.app();
  const { data } = await octokit.request('GET /app');
  if (!data?.slug)
    throw new Error('GET /app: expected the App with its slug, found none: check APP_ID and PRIVATE_KEY');
  return `${data.slug}[bot]`;
}
