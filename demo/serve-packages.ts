import { type MadeVersion, makePackument } from '../test/maintainers/make-packument.ts';
import { openPackumentServer } from '../test/maintainers/open-packument-server.ts';

/** Its packages come from the emulated registry, and from nowhere else. */
export const SCOPE = '@seamark';
export const TAKEN_OVER = `${SCOPE}/tide-clock`;
export const HANDED_OVER = `${SCOPE}/flag-alphabet`;

/** An emulated npm registry of the scope's packages, in which two of them can change hands. */
export interface PackageServer extends AsyncDisposable {
  url: string;
  /** Both change hands now. @returns what happened, in words */
  changeHands(now: Date): string[];
}

const DAY = 24 * 60 * 60 * 1000;

/** As a workflow publishes it: without anybody's token, and with a statement of where it was built. */
const BY_WORKFLOW: Record<string, unknown> = {
  scripts: { test: 'node --test' },
  dist: { attestations: { url: 'https://registry.example.org/-/npm/v1/attestations' } },
};

export async function servePackages(now: Date): Promise<PackageServer> {
  const server = await openPackumentServer();
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY).toISOString();
  const clocks: Record<string, MadeVersion> = {
    '2.1.0': { at: daysAgo(420), fields: BY_WORKFLOW },
    '2.2.0': { at: daysAgo(210), fields: BY_WORKFLOW },
    '2.3.0': { at: daysAgo(45), fields: BY_WORKFLOW },
  };
  const flags: Record<string, MadeVersion> = { '1.3.0': { at: daysAgo(300) }, '1.4.0': { at: daysAgo(90) } };
  const hold = (name: string, maintainers: string[], versions: Record<string, MadeVersion>) =>
    server.publish(name, makePackument(name, { maintainers, versions }));
  hold(TAKEN_OVER, ['anke', 'piet'], clocks);
  hold(HANDED_OVER, ['hoist'], flags);

  return {
    url: server.url,
    changeHands: (moment) => {
      const at = moment.toISOString();
      const stolen = { at, publisher: 'tidefan77', fields: { scripts: { postinstall: 'node collect.js' } } };
      hold(TAKEN_OVER, ['anke', 'piet', 'tidefan77'], { ...clocks, '2.3.1': stolen });
      hold(HANDED_OVER, ['lena-berg'], { ...flags, '1.5.0': { at } });
      return [
        `tidefan77, whom nobody knows, joined ${TAKEN_OVER} and published 2.3.1: with an install script, without provenance`,
        `hoist handed ${HANDED_OVER} over to lena-berg, who published 1.5.0`,
      ];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
