import type { Logger } from 'pino';
import type { Probot } from 'probot';
import { recordDelivery } from '../../db/deliveries.ts';
import type { Db, Trx } from '../../db/open-database.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Queue } from '../queue/queue.ts';
import { type WatchedEvent, watchedEvents } from './payloads.ts';
import { type Order, readEvent, WebhookError } from './read-event.ts';

export interface EventsOptions {
  db: Db;
  queue: Queue;
  metrics: Metrics;
  log: Logger;
  now: () => Date;
  /** Seconds that the work waits: what GitHub answers can lag behind what it tells. */
  settle: number;
}

/** Takes webhooks: checks, records and enqueues in one transaction, and is done. All work is the queue's. */
export function registerEvents(probot: Probot, options: EventsOptions): void {
  for (const event of watchedEvents) {
    // The payload's type is a promise of GitHub's, not a fact.
    probot.on(event, ({ id, payload }: { id: string; payload: unknown }) => takeEvent(event, id, payload, options));
  }
}

async function takeEvent(event: WatchedEvent, guid: string, payload: unknown, options: EventsOptions): Promise<void> {
  const { db, queue, metrics, now } = options;
  const log = options.log.child({ event, delivery: guid.slice(0, 100) });
  try {
    if (guid.length > 100)
      throw new WebhookError(`x-github-delivery: expected a GUID, found ${guid.length} characters`);
    const { action, installationId, orders } = readEvent(event, payload);
    // GitHub tells of every check run of every App: those that ask nothing of us are not worth a row each.
    if (event === 'check_run' && orders.length === 0) {
      metrics.deliveries.inc({ event, result: 'ignored' });
      return;
    }
    const result = await db.transaction().execute(async (trx) => {
      const isNew = await recordDelivery(trx, { guid, event, action, installationId }, now());
      if (!isNew) return 'duplicate';
      if (orders.length === 0) return 'ignored';
      for (const order of orders) await send(queue, trx, order, options.settle);
      return 'accepted';
    });
    metrics.deliveries.inc({ event, result });
    log.info({ action, installationId, result, orders }, 'webhook taken');
  } catch (error) {
    const invalid = error instanceof WebhookError;
    metrics.deliveries.inc({ event, result: invalid ? 'invalid' : 'failed' });
    if (invalid) log.warn({ err: error }, 'webhook refused');
    else log.error({ err: error }, 'webhook could not be taken: GitHub will be asked to send it again');
    throw error;
  }
}

function send(queue: Queue, trx: Trx, order: Order, settle: number): Promise<string | null> {
  return queue.send(trx, order.name, order.payload as never, settle);
}
