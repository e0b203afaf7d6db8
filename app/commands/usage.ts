import type { CommandName } from './command.ts';

export interface CommandUsage {
  usage: string;
  does: string;
  /** As they can be sent: a test reads each. */
  examples: string[];
}

/** What people are told of the commands, everywhere: in answers, in README, on pull requests. */
export const commandUsage: Record<CommandName, CommandUsage> = {
  suppress: {
    usage:
      '/suppress [package[@range]] [advisory] [until YYYY-MM-DD | for 30d] [scope repository | installation | path:<pattern> | dev] [because …]',
    does: 'Holds alerts back until a date; with a range, keeps updates off those versions. On an update pull request, without a package or advisory: everything that it updates.',
    examples: [
      '/suppress lodash for 30d because we only pass it our own templates',
      '/suppress react@">=19 <20" until 2027-02-28 because we move in the new year',
      '/suppress GHSA-jf85-cpcp-j695 scope path:apps/legacy/ for 2w',
      '/suppress @babel/traverse CVE-2023-45133 scope dev for 3 months',
      '/suppress',
    ],
  },
  unsuppress: {
    usage: '/unsuppress [number | package[@range]] [advisory]',
    does: 'Takes suppressions of this repository back that people made. Without a subject: those that were made in this conversation.',
    examples: ['/unsuppress lodash', '/unsuppress 12', '/unsuppress'],
  },
  accept: {
    usage: '/accept [package] [reason]',
    does: 'Takes who may publish now, and how it is published, for the new normal: the maintainer change closes here and in every repository of the installation, until there is a further signal. In an issue about maintainer changes, without a package: all of them.',
    examples: ['/accept', '/accept lodash checked with the team', '/accept because we know her'],
  },
  pin: {
    usage: '/pin [package] [until YYYY-MM-DD | for 30d] [because …]',
    does: 'Keeps updates off every version of the package above the highest that is held now, until a date; the change stays open.',
    examples: ['/pin lodash until 2026-12-31 because we wait for the audit', '/pin for 2w'],
  },
  investigate: {
    usage: '/investigate [package] [@person] [because …]',
    does: 'Asks a person to look into the maintainer change, and assigns them to its issue: it stays open until somebody accepts it.',
    examples: ['/investigate @octocat', '/investigate lodash @octocat because nobody here knows her'],
  },
  rebase: {
    usage: '/rebase',
    does: 'Brings the update pull requests of the repository up to date. Branches to which people pushed are left alone.',
    examples: ['/rebase'],
  },
  recreate: {
    usage: '/recreate',
    does: 'The same, and makes their branches anew: what people pushed to them is gone.',
    examples: ['/recreate'],
  },
  rescan: {
    usage: '/rescan',
    does: 'Reads the lockfiles again, matches them, and brings the update pull requests up to date.',
    examples: ['/rescan'],
  },
  help: { usage: '/help', does: 'Shows this.', examples: ['/help'] },
};

/** A table in Markdown. The bars within usages are escaped, as a table wants it also in code. */
export function usageTable(): string {
  const rows = Object.values(commandUsage).map(({ usage, does, examples }) => {
    const shown = examples.map((example) => `\`${example}\``).join('<br>');
    return `| \`${usage.replaceAll('|', '\\|')}\` | ${does} | ${shown} |`;
  });
  return ['| Command | What it does | Examples |', '|---|---|---|', ...rows].join('\n');
}
