import type { EmitterWebhookEventName } from '@octokit/webhooks';
import { z } from 'zod';

const id = z.number().int().positive();
const installation = z.object({ id });
/** All of GitHub's are like this. It is stored, and PostgreSQL takes no NUL. */
const action = z.string().regex(/^[a-z_]{1,100}$/);

/** GitHub's names of environments are up to 255 characters long; what PostgreSQL cannot hold is none. */
const environment = z
  .string()
  .min(1)
  .max(255)
  .refine(
    (text) => text.isWellFormed() && !text.includes('\0'),
    'expected a name without NUL and halves of characters',
  );
const sha = z.string().regex(/^[0-9a-f]{7,64}$/);
const deployment = z.object({ id, sha: sha.nullish() });

/** The few fields that are used, by event. What else GitHub sends may look as it likes. */
export const payloads = {
  installation: z.object({ action, installation }),
  installation_repositories: z.object({ action, installation }),
  // An App that is not installed there is told without an installation.
  repository: z.object({ action, installation: installation.nullish() }),
  push: z.object({
    ref: z.string(),
    deleted: z.boolean().nullish(),
    repository: z.object({ id, default_branch: z.string().nullish() }),
    installation: installation.nullish(),
  }),
  pull_request: z.object({
    action,
    pull_request: z.object({
      number: id,
      // The repository of a fork can be gone.
      head: z.object({ ref: z.string(), repo: z.object({ id }).nullish() }),
    }),
    sender: z.object({ type: z.string() }).nullish(),
    /** With `edited`: what was changed. */
    changes: z.object({ base: z.unknown().optional() }).nullish(),
    repository: z.object({ id }),
    installation: installation.nullish(),
  }),
  issues: z.object({
    action,
    issue: z.object({ number: id, user: z.object({ type: z.string() }).nullish() }),
    sender: z.object({ login: z.string(), type: z.string() }).nullish(),
    repository: z.object({ id }),
    installation: installation.nullish(),
  }),
  issue_comment: z.object({
    action,
    comment: z.object({
      id,
      body: z.string().nullish(),
      // Of somebody who is no more there is nothing left.
      user: z.object({ id: z.number(), type: z.string() }).nullish(),
    }),
    issue: z.object({ number: id }),
    sender: z.object({ id: z.number() }).nullish(),
    repository: z.object({ id }),
    installation: installation.nullish(),
  }),
  // By GitHub's own description next to nothing of it has to be there.
  deployment_protection_rule: z.object({
    action,
    environment: environment.nullish(),
    deployment_callback_url: z.string().max(2000).nullish(),
    deployment: deployment.nullish(),
    sha: sha.nullish(),
    repository: z.object({ id }).nullish(),
    installation: installation.nullish(),
  }),
  deployment_status: z.object({
    action,
    deployment_status: z.object({
      state: z.string(),
      environment: environment.nullish(),
      created_at: z.iso.datetime({ offset: true }),
      log_url: z.string().nullish(),
    }),
    deployment: deployment.extend({ environment: environment.nullish() }),
    repository: z.object({ id }),
    installation: installation.nullish(),
  }),
  // Of those of every other App too.
  check_run: z.object({
    action,
    check_run: z.object({ id, name: z.string() }),
    requested_action: z.object({ identifier: z.string() }).nullish(),
    sender: z.object({ login: z.string(), type: z.string() }).nullish(),
    repository: z.object({ id }),
    installation: installation.nullish(),
  }),
} as const satisfies Partial<Record<EmitterWebhookEventName, z.ZodType>>;

export type WatchedEvent = keyof typeof payloads;

export const watchedEvents = Object.keys(payloads) as WatchedEvent[];
