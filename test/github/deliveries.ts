import { createHmac, randomUUID } from 'node:crypto';
import type { Schemas } from './world.ts';

export type Delivery = Schemas['hook-delivery'];

export interface Message {
  event: string;
  payload: Record<string, unknown>;
  /** Left out: a new one. Given: a delivery that was sent before. */
  guid?: string;
}

/** The App's webhook: what was sent, what came back, and sending again. */
export interface Deliveries {
  /** Where deliveries go. Without one they are neither sent nor kept, as with an App that has no webhook. */
  webhookUrl: string | undefined;
  /** Every attempt, newest first. */
  readonly attempts: readonly Delivery[];
  send(message: Message): Promise<Delivery | undefined>;
  /** Sends a kept delivery again under its own GUID; undefined where there is no such id. */
  redeliver(id: number): Promise<Delivery | undefined> | undefined;
  /** The next `count` attempts never reach the App, as with a service that is down. */
  lose(count: number): void;
  /** Waits for every attempt under way. */
  settle(): Promise<void>;
}

export interface DeliveriesOptions {
  appId: number;
  secret: string;
  webhookUrl?: string;
  /** GitHub gives an App ten seconds. */
  timeoutMs?: number;
}

export function createDeliveries({ appId, secret, webhookUrl, timeoutMs = 10_000 }: DeliveriesOptions): Deliveries {
  const attempts: Delivery[] = [];
  const underWay = new Set<Promise<unknown>>();
  let lost = 0;

  function attempt(url: string, message: Message, redelivery: boolean): Promise<Delivery> {
    const sent = (async () => {
      const body = JSON.stringify(message.payload);
      const guid = message.guid ?? randomUUID();
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/emulated',
        'x-github-event': message.event,
        'x-github-delivery': guid,
        'x-github-hook-id': '1',
        'x-github-hook-installation-target-id': String(appId),
        'x-github-hook-installation-target-type': 'integration',
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      };
      const start = performance.now();
      const missed = lost > 0;
      if (missed) lost--;
      const answer = missed ? nobody : await post(url, headers, body, timeoutMs);
      const delivery: Delivery = {
        id: attempts.length + 1,
        guid,
        delivered_at: new Date().toISOString(),
        redelivery,
        duration: (performance.now() - start) / 1000,
        status: answer.status,
        status_code: answer.code,
        event: message.event,
        action: text(message.payload['action']),
        installation_id: idOf(message.payload['installation']),
        repository_id: idOf(message.payload['repository']),
        throttled_at: null,
        url,
        request: { headers, payload: message.payload },
        response: { headers: answer.headers, payload: answer.body },
      };
      attempts.unshift(delivery);
      return delivery;
    })();
    underWay.add(sent);
    return sent.finally(() => underWay.delete(sent));
  }

  const deliveries: Deliveries = {
    webhookUrl,
    attempts,
    send: async (message) =>
      deliveries.webhookUrl === undefined ? undefined : attempt(deliveries.webhookUrl, message, false),
    redeliver: (id) => {
      const earlier = attempts.find((delivery) => delivery.id === id);
      const url = deliveries.webhookUrl;
      if (earlier === undefined || url === undefined) return undefined;
      const { event, guid } = earlier;
      return attempt(url, { event, guid, payload: earlier.request.payload ?? {} }, true);
    },
    lose: (count) => {
      lost += count;
    },
    settle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
  return deliveries;
}

interface Answer {
  status: string;
  code: number;
  headers: Record<string, string> | null;
  body: string | null;
}

const nobody: Answer = { status: 'failed to connect to host', code: 502, headers: null, body: null };

async function post(url: string, headers: Record<string, string>, body: string, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    return {
      status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
      code: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return timedOut ? { ...nobody, status: 'timed out', code: 504 } : nobody;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function idOf(value: unknown): number | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'number' ? id : null;
}
