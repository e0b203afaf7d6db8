import { type GateFacts, type Unknown, unknown } from '../../../gate/index.ts';

type OfTheService =
  | 'monitoring'
  | 'watchdogs'
  | 'maintainerChanges'
  | 'supplyChain'
  | 'drift'
  | 'lastDeploy'
  | 'overrides'
  | 'changeSafety';

const only = (what: string): Unknown =>
  unknown('no-data', `Only a Lockkeeper service knows ${what}: give server-url, or switch the check off in the policy`);

/** What one run of a workflow cannot know. None of it is a default that looks good. */
export const onlyTheServiceKnows: Pick<GateFacts, OfTheService> = {
  monitoring: only('the alerts of monitoring'),
  watchdogs: only('when monitoring was heard last'),
  maintainerChanges: only('who maintained packages before'),
  supplyChain: only('what registries say of the packages'),
  drift: only('the drift of what runs'),
  lastDeploy: only('the last deploy'),
  overrides: only('the overrides that people gave'),
  changeSafety: only('what else was let pass'),
};
