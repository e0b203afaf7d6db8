import type { Relay } from './relay.ts';
import { installationObject, simpleUser } from './shapes.ts';
import { installationOf, type Repository, type Schemas, type World } from './world.ts';

interface Press {
  repository: Repository;
  checkRunId: number;
  label: string;
  as: string;
}

/** Somebody presses a button of a check run: GitHub tells the App whose it is. */
export async function pressButton(world: World, relay: Relay, press: Press): Promise<void> {
  const { repository, checkRunId, label, as } = press;
  const button = world.checkButtons.get(checkRunId)?.find((one) => one.label === label);
  if (button === undefined) throw new Error(`check run ${checkRunId} has no button ${label}`);
  const path = `/repos/${repository.full_name}/check-runs/${checkRunId}`;
  const run = await world.ask<Schemas['check-run']>('GET', path);
  const { id } = await world.ask<{ id: number }>('GET', `/users/${as}`);
  await relay.send('check_run', {
    action: 'requested_action',
    check_run: run,
    requested_action: { identifier: button.identifier },
    repository,
    sender: simpleUser(world, { id, login: as, type: 'User' }),
    installation: installationObject(world, installationOf(world, repository.owner.login)!),
  });
}
