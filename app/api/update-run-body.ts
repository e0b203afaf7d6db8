import { z } from '@hono/zod-openapi';
import { repository } from './parameters.ts';

/** What is sent to start an update run. */
export const updateRunBody = z.strictObject({
  repository: repository.optional().openapi({
    description: 'Full name (`owner/name`) or GitHub id of the one repository to plan. Left out: every repository.',
  }),
  dry_run: z.boolean('true or false').default(false).openapi({
    description: 'Only plan: nothing is written to GitHub, and no pull request is given a place.',
    example: true,
  }),
});
