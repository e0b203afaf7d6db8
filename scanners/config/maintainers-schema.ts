import { z } from 'zod';
import { RISK_LEVELS } from '../maintainers/maintainer-risk.ts';

const LEVELS = `one of ${RISK_LEVELS.join(', ')}`;
const DAYS = 'a whole number of days from 1 to 90';
const REPOSITORY = 'a repository: repo (of the same owner), or owner/repo';

/** A dot or two would be a folder of a path, and no repository is named so. */
const REPORT_TO = /^(?:[A-Za-z0-9][A-Za-z0-9-]{0,38}\/)?(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** `maintainers:` of the configuration. */
export const maintainersSettings = z
  .strictObject(
    {
      cooldown: z.int({ error: DAYS }).min(1, { error: DAYS }).max(90, { error: DAYS }).optional().meta({
        description:
          'For how many days after its last signal a change stays open where nobody accepts it; 14 where it is left out.',
      }),
      enabled: z.boolean({ error: 'true or false' }).optional().meta({
        description: 'Whether changes are told of by alerts and issues; `true` where it is left out.',
      }),
      level: z.enum(RISK_LEVELS, { error: LEVELS }).optional().meta({
        description: 'The least level of risk at which an issue tells of a change; `high` where it is left out.',
      }),
      'report-to': z
        .string({ error: REPOSITORY })
        .regex(REPORT_TO, { error: REPOSITORY })
        .optional()
        .meta({
          description:
            'The repository whose issues tell of changes, one for each: `repo` (of the same owner), or `owner/repo` of the same installation. Left out: each repository tells of its own, by the day.',
          examples: ['security', 'octo-org/security'],
        }),
    },
    { error: 'a map of settings for maintainer changes' },
  )
  .meta({
    description: 'How people are told that who publishes a package, or how it is published, has changed.',
  });
