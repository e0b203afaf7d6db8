import { z } from '@hono/zod-openapi';
import semver from 'semver';
import { DEFAULT_SUPPRESSION_DAYS, MAX_SUPPRESSION_DAYS } from '../../scanners/alerts/index.ts';
import { suppressionPath } from '../../scanners/config/index.ts';
import { advisoryId, packageName, plain, repository } from './parameters.ts';
import { SUPPRESSION_SCOPES } from './shapes/suppression.ts';

const reasonExpected = 'why it is acceptable, in 3 to 1000 characters on one line';
const rangeExpected = 'a range of versions as npm has it, such as ">=5.0.0", of at most 200 characters';
const pathExpected =
  'a gitignore-style pattern of 1 to 500 characters, with at most three **, that does not start with !';
const expiryExpected = 'a time such as 2030-12-31T00:00:00Z';
const scopeExpected = `one of: ${SUPPRESSION_SCOPES.join(', ')}`;

/** What is sent to make a suppression. When it may end is the route's to check: this reads no clock. */
export const suppressionBody = z
  .strictObject({
    package: packageName
      .optional()
      .openapi({ description: 'Name of an npm package, with its scope.', example: 'lodash' }),
    advisory: advisoryId.optional().openapi({
      description: 'Id of an advisory (GHSA-…, MAL-…), or an alias (CVE-…). With `package`, both must fit.',
    }),
    range: plain(200, rangeExpected)
      .trim()
      .refine((text) => text !== '' && semver.validRange(text) !== null, rangeExpected)
      .optional()
      .openapi({
        description:
          'Versions that the package must not be updated to. Alerts stay open; updates steer round these versions. Left out: the alerts are held back. Wants `package`.',
        example: '>=5.0.0',
      }),
    ecosystem: z.enum(['npm'], 'npm').default('npm').openapi({ description: 'npm is the only one that is read.' }),
    scope: z.enum(SUPPRESSION_SCOPES, scopeExpected).openapi({
      description:
        'Where it holds. `installation`: everywhere. `repository`: in `repository`. `path`: for lockfiles at `path`, in `repository` where that is given. `dev`: for what nothing but development needs, in `repository` and at `path` where they are given.',
      example: 'path',
    }),
    repository: repository.optional(),
    path: z
      .string(pathExpected)
      .max(500, pathExpected)
      .refine((text) => suppressionPath.safeParse(text).success, pathExpected)
      .optional()
      .openapi({
        description: 'A gitignore-style pattern of lockfile paths.',
        maxLength: 500,
        example: 'apps/legacy/',
      }),
    reason: plain(1000, reasonExpected)
      .trim()
      .min(3, reasonExpected)
      .openapi({ description: 'Shown wherever the suppression is.', example: 'We only pass it our own templates.' }),
    expires_at: z
      .string(expiryExpected)
      .max(40, expiryExpected)
      .pipe(z.iso.datetime({ offset: true, error: expiryExpected }))
      .optional()
      .openapi({
        type: 'string',
        format: 'date-time',
        description: `From then on it no longer holds: at most ${MAX_SUPPRESSION_DAYS} days from now. Left out: ${DEFAULT_SUPPRESSION_DAYS} days from now.`,
      }),
  })
  .superRefine((body, context) => {
    const expect = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const { scope } = body;
    if (body.package === undefined && body.advisory === undefined) expect('package', 'there, or advisory, or both');
    if (body.range !== undefined && body.package === undefined) expect('package', 'there where range is');
    if (scope === 'repository' && body.repository === undefined) expect('repository', `there with scope ${scope}`);
    if (scope === 'path' && body.path === undefined) expect('path', `there with scope ${scope}`);
    if (scope === 'installation' && body.repository !== undefined) expect('repository', `left out with scope ${scope}`);
    if ((scope === 'installation' || scope === 'repository') && body.path !== undefined) {
      expect('path', `left out with scope ${scope}`);
    }
  });

export type SuppressionBody = z.output<typeof suppressionBody>;
