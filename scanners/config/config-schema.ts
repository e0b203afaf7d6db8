import { validRange } from 'semver';
import { z } from 'zod';
import { EXTENDS_PATTERN } from './extends-reference.ts';
import { gateSettings } from './gate-schema.ts';
import { maintainersSettings } from './maintainers-schema.ts';
import { globstars, MAX_GLOBSTARS } from './path-filter.ts';
import { FAIL_ON } from './repository-config.ts';
import { slosSettings } from './slos-schema.ts';
import { suppressSettings, updatesSettings } from './updates-schema.ts';

/**
 * What `.github/lockkeeper.yml` may say. Each `error` completes "expected …"; descriptions go into the published JSON
 * Schema, which is generated from here.
 */
const packageName = z
  .string({ error: 'the name of an npm package' })
  .regex(/^(@[^\s/@]{1,200}\/)?[^\s/@]{1,214}$/, { error: 'the name of an npm package, such as lodash or @babel/core' })
  .meta({ description: 'The exact name of the npm package.', examples: ['lodash', '@babel/core'] });

const advisoryId = z
  .string({ error: 'the id of an advisory' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,127}$/, { error: 'the id of an advisory, such as GHSA-jf85-cpcp-j695' })
  .meta({
    description: 'The id of an OSV advisory, or one of its aliases (a CVE); or that of a maintainer change.',
    examples: ['GHSA-jf85-cpcp-j695', 'CVE-2019-10744'],
  });

const pathPattern = z
  .string({ error: 'a gitignore-style pattern' })
  .regex(/^[^#\p{Cc}][^\p{Cc}]{0,499}$/u, { error: 'a gitignore-style pattern of 1 to 500 characters' })
  .refine((pattern) => globstars(pattern) <= MAX_GLOBSTARS, { error: `a pattern with at most ${MAX_GLOBSTARS} **` })
  .meta({ examples: ['test/fixtures/**', '/legacy/', '!legacy/kept/'] });

const EXPIRES = 'a date such as 2030-12-31, or never where it is meant to hold for good';
const expires = z
  .union([z.literal('never', { error: EXPIRES }), z.iso.date({ error: EXPIRES })], { error: EXPIRES })
  .meta({ description: 'The last day (UTC) on which it holds, or `never`.', examples: ['2030-12-31', 'never'] });

/** Of lockfiles that a suppression is about. */
export const suppressionPath = pathPattern.refine((pattern) => !pattern.startsWith('!'), {
  error: 'a pattern that does not start with !',
});

const RANGE = 'a range of versions as npm has it, such as ">=5"';
const targetRange = z
  .string({ error: RANGE })
  .max(200, { error: RANGE })
  .refine((text) => text.trim() !== '' && validRange(text) !== null, { error: RANGE });

const suppression = z
  .strictObject(
    {
      package: packageName.optional(),
      advisory: advisoryId.optional(),
      range: targetRange.optional().meta({
        description:
          'Versions that the package must not be updated to: updates steer round them, and its alerts stay open. Wants `package`. Left out: alerts are held back.',
        examples: ['>=5', '4.17.20'],
      }),
      ecosystem: z
        .literal('npm', { error: 'npm' })
        .optional()
        .meta({ description: 'Of the package; npm is the only one that is read.' }),
      dev: z
        .boolean({ error: 'true or false' })
        .optional()
        .meta({ description: 'Whether it holds only for what nothing but development needs.' }),
      path: suppressionPath
        .optional()
        .meta({ description: 'Only for lockfiles whose path matches this gitignore-style pattern.' }),
      reason: z
        .string({ error: 'why the finding is acceptable' })
        .trim()
        .min(3, { error: 'why the finding is acceptable, in 3 to 1000 characters' })
        .max(1000, { error: 'why the finding is acceptable, in 3 to 1000 characters' })
        .meta({ description: 'Why the finding is acceptable. Shown wherever the suppression is.' }),
      expires,
    },
    { error: 'a map with package and/or advisory, reason and expires' },
  )
  .refine((value) => value.package !== undefined || value.advisory !== undefined, {
    error: 'a package, an advisory, or both',
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .refine((value) => value.range === undefined || value.package !== undefined, {
    error: 'the package that the range is of',
    path: ['package'],
  })
  .meta({
    description: 'A finding that somebody decided to live with until a day.',
    anyOf: [{ required: ['package'] }, { required: ['advisory'] }],
  });

const pullRequests = z
  .strictObject(
    {
      'fail-on': z
        .enum(FAIL_ON, { error: `one of ${FAIL_ON.join(', ')}` })
        .optional()
        .meta({
          description:
            'The least severity of a finding at which the check of a pull request that introduces it fails; `high` where it is left out. A severity that nobody has rated counts as the worst, and malware always fails.',
        }),
    },
    { error: 'a map with fail-on' },
  )
  .meta({ description: 'How pull requests are checked for what they introduce.' });

export const configSchema = z
  .strictObject(
    {
      _extends: z
        .string({ error: 'a repository whose configuration comes first' })
        .regex(EXTENDS_PATTERN, {
          error: 'repo, owner/repo, or owner/repo:path of a file named lockkeeper….yml',
        })
        .meta({
          description:
            'A repository whose configuration comes first: `repo` (of the same owner), `owner/repo`, or `owner/repo:path` where the file is named lockkeeper….yml. Lists are joined.',
          examples: ['.github', 'octo-org/shared', 'octo-org/shared:policies/lockkeeper-strict.yml'],
        }),
      'ignore-paths': z
        .array(pathPattern, { error: 'a list of gitignore-style patterns' })
        .max(100, {
          error: 'at most 100 patterns',
        })
        .meta({
          description: 'Lockfiles whose paths match these gitignore-style patterns are not scanned.',
        }),
      'pull-requests': pullRequests,
      dashboard: z.boolean({ error: 'true or false' }).meta({
        description: 'Whether the repository has a dashboard issue; `true` where it is left out.',
      }),
      gate: gateSettings,
      maintainers: maintainersSettings,
      slos: slosSettings,
      suppress: suppressSettings,
      tags: z
        .array(
          z.string({ error: 'a tag' }).regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/, {
            error: 'a tag of 1 to 63 letters, digits, dots, colons, dashes and underscores',
          }),
          { error: 'a list of tags' },
        )
        .max(50, { error: 'at most 50 tags' })
        .meta({
          description: 'Names for filters, such as the team or the tier of the repository.',
          examples: [['team:payments', 'tier-1']],
        }),
      suppressions: z
        .array(suppression, { error: 'a list of suppressions' })
        .max(500, { error: 'at most 500 suppressions' })
        .meta({ description: 'Findings that somebody decided to live with, each with a reason and an end.' }),
      updates: updatesSettings,
    },
    { error: 'a map of settings' },
  )
  .partial()
  .meta({
    title: 'Lockkeeper repository configuration',
    description: 'The file .github/lockkeeper.yml of a repository, or of an organisation in its .github repository.',
  });

/** The file as it is written, kebab-case; `RepositoryConfig` is what the program uses. */
export type ConfigFile = z.infer<typeof configSchema>;
