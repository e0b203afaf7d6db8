import type { TrustSignalKind } from '../../../scanners/maintainers/index.ts';

/** What a person looks at to tell an attack from a Tuesday, by what changed. */
export const advice: Record<TrustSignalKind, { what: string; check: string }> = {
  'maintainer-added': {
    what: 'New maintainer',
    check:
      "Is the new account known from the project's commits or issues, or from other packages? Did the project announce it?",
  },
  'maintainer-removed': {
    what: 'Maintainer gone',
    check:
      'Did they leave by their own wish? A removal together with something else in this list is what a take-over looks like.',
  },
  'maintainers-replaced': {
    what: 'All maintainers replaced',
    check:
      'Look for a hand-over by the former maintainers in a place that is theirs. Without one, take it for a take-over.',
  },
  'email-changed': {
    what: "A maintainer's address changed",
    check:
      'The same name under another address can be another person: ask through a channel that is not the new address.',
  },
  'email-domain': {
    what: "The domain of a maintainer's address",
    check:
      'Whoever registers a lapsed domain can reset the password of its accounts. See who owns the domain today, and since when.',
  },
  publisher: {
    what: 'New publisher',
    check: 'Has the account that published it commits in the repository? Does the release appear in its change log?',
  },
  'trusted-publishing': {
    what: 'Trusted publishing dropped',
    check:
      'The versions before it came from a workflow, this one from a token or a laptop. Is there a run of the release workflow for it?',
  },
  provenance: {
    what: 'Provenance dropped',
    check:
      'Nothing proves any more from which commit it was built. Is there a reason in the release workflow or its change log?',
  },
  'provenance-source': {
    what: 'Built somewhere else',
    check: "Its provenance names another repository or workflow than before: is that one the project's own?",
  },
  'install-script': {
    what: 'Install script',
    check:
      'Read the script in the published archive, not in the repository: it runs with your rights wherever it is installed.',
  },
  bin: {
    what: 'New command',
    check: 'Does the command have a reason, and does its name stand in for a program that people call already?',
  },
  'young-dependency': {
    what: 'Very young dependency',
    check: 'Read the new dependency as if it were part of the package: it is where the payload of recent attacks was.',
  },
  'git-tag': {
    what: 'No git tag',
    check: 'Compare the published archive with the repository: what is only in the archive is what to read.',
  },
  'git-head': {
    what: 'No git commit on record',
    check: 'It was published from outside a git checkout: compare the archive with the repository.',
  },
  dormant: {
    what: 'Back after a long time',
    check: 'Who woke it up, and is there work in the repository that asks for a release?',
  },
  burst: {
    what: 'Many releases at once',
    check: 'A monorepo releases so, and so does a worm: look at whether the other packages belong together.',
  },
  deprecated: {
    what: 'Deprecated',
    check: 'Read the notice: it can name a compromise, or where the package lives on.',
  },
  unpublished: {
    what: 'Taken back',
    check: 'A version that disappears was often removed for a reason: look for an advisory or a notice.',
  },
};
