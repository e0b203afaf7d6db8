import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createEmulator } from 'emulate';
import { createDeliveries, type Delivery } from './deliveries.ts';
import { createFaults, type Fault, type Faults, type Hold } from './faults.ts';
import { createGateway, type Forward, type LoggedRequest } from './gateway.ts';
import { createOperations, type Operations } from './operations.ts';
import { createRelay, type RawEvent } from './relay.ts';
import { succeeded } from './routes/hook-deliveries.ts';
import {
  ADMIN,
  DEFAULT_EVENTS,
  DEFAULT_PERMISSIONS,
  EMULATED_APP,
  emulatorSeed,
  type GitHubSeed,
  mintId,
  tokensOf,
} from './seed.ts';
import type { World } from './world.ts';

/** A GitHub that runs in this process: the emulator, and in front of it what the emulator lacks. */
export interface EmulatedGitHub extends AsyncDisposable, Operations {
  /** The REST API's base: Probot's `baseUrl`. */
  readonly url: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Every request of the App so far, in order. Empty it with `requests.length = 0`. */
  readonly requests: LoggedRequest[];
  /** Every webhook attempt, newest first. */
  readonly deliveries: readonly Delivery[];
  /** Those that the App answered with an error or never got. */
  readonly failedDeliveries: Delivery[];
  /** Tells GitHub where the App listens; `undefined` stops webhooks. */
  connect(webhookUrl: string | undefined): void;
  fail(fault: Fault): void;
  /** Lets matching requests wait at the door until released. */
  hold(match: Fault['match']): Hold;
  /** Takes back every fault that was not met. */
  heal(): void;
  /** From now on a recursive tree shows at most so many entries, and says that it was cut. */
  truncateTrees(maxEntries: number): void;
  /** The next `count` webhook attempts never reach the App. */
  loseDeliveries(count: number): void;
  /** Waits until every webhook under way has been answered. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const WEBHOOK_SECRET = 'emulated-webhook-secret';
const RELAY_PATH = '/_relay';

export async function startGitHub(seed: GitHubSeed = {}): Promise<EmulatedGitHub> {
  let handle: (request: Request, env: object) => Response | Promise<Response> = () =>
    new Response(null, { status: 503 });
  const front = await listen((request, env) => handle(request, env));
  const emulator = await startEmulator(front.url, seed);
  const world = await createWorld(front.url, emulator, seed);
  const deliveries = createDeliveries({ appId: world.app.id, secret: WEBHOOK_SECRET, webhookUrl: seed.webhookUrl });
  const relay = createRelay(world, deliveries);
  const faults: Faults = createFaults();
  const requests: LoggedRequest[] = [];
  const treeLimit = { maxEntries: 100_000 };
  const gateway = createGateway({
    world,
    deliveries,
    faults,
    requests,
    treeLimit,
    forward: forwardTo(emulator.url, front.url),
  });
  handle = async (request, env) => {
    if (new URL(request.url).pathname !== RELAY_PATH) return gateway.fetch(withoutEnterprisePath(request), env);
    const payload = (await request.json()) as RawEvent['payload'];
    await relay.receive({ event: request.headers.get('x-github-event') ?? '', payload });
    return new Response(null, { status: 204 });
  };
  const operations = createOperations(world, relay, seed.installationsAfter);
  await plant(operations, seed);

  const close = async () => {
    await deliveries.settle();
    await emulator.close();
    await front.close();
  };
  return {
    ...operations,
    url: front.url,
    appId: world.app.id,
    privateKey: world.app.privateKey,
    webhookSecret: WEBHOOK_SECRET,
    requests,
    deliveries: deliveries.attempts,
    get failedDeliveries() {
      return deliveries.attempts.filter((delivery) => !succeeded(delivery));
    },
    connect: (webhookUrl) => {
      deliveries.webhookUrl = webhookUrl;
    },
    fail: faults.add,
    hold: faults.hold,
    heal: faults.clear,
    truncateTrees: (maxEntries) => {
      treeLimit.maxEntries = maxEntries;
    },
    loseDeliveries: deliveries.lose,
    settle: deliveries.settle,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** GitHub Enterprise Server has its API below `/api/v3`: so has this one, beside the plain paths of github.com. */
function withoutEnterprisePath(request: Request): Request {
  const url = new URL(request.url);
  if (!url.pathname.startsWith('/api/v3/')) return request;
  url.pathname = url.pathname.slice('/api/v3'.length);
  return new Request(url, request);
}

interface Running {
  url: string;
  close(): Promise<void>;
}

function listen(fetch: (request: Request, env: object) => Response | Promise<Response>): Promise<Running> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', reject);
  });
}

interface RunningEmulator extends Running {
  privateKey: string;
}

/** The emulator does not tell which port it was given, so one is chosen for it; another try where that one was taken. */
async function startEmulator(frontUrl: string, seed: GitHubSeed, tries = 5): Promise<RunningEmulator> {
  const probe = await listen(() => new Response());
  await probe.close();
  try {
    const emulator = await createEmulator({
      service: 'github',
      port: Number(new URL(probe.url).port),
      baseUrl: frontUrl,
      seed: emulatorSeed(seed, `${frontUrl}${RELAY_PATH}`),
    });
    const privateKey = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')?.value ?? '';
    return { url: probe.url, privateKey, close: () => emulator.close() };
  } catch (error) {
    if (tries <= 1) throw error;
    return startEmulator(frontUrl, seed, tries - 1);
  }
}

async function createWorld(url: string, emulator: RunningEmulator, seed: GitHubSeed): Promise<World> {
  const world: World = {
    url,
    app: {
      ...EMULATED_APP,
      privateKey: emulator.privateKey,
      webhookSecret: WEBHOOK_SECRET,
      permissions: seed.permissions ?? DEFAULT_PERMISSIONS,
      events: seed.events ?? DEFAULT_EVENTS,
    },
    accounts: new Map(),
    repositories: new Map(),
    formerNames: new Map(),
    installations: new Map(),
    grants: new Map(),
    closers: new Map(),
    roles: new Map(),
    reactions: new Map(),
    protectedJobs: [],
    checkButtons: new Map(),
    ask: askAt(emulator.url),
  };
  for (const [index, { login, type = 'Organization' }] of (seed.accounts ?? []).entries()) {
    const path = type === 'Organization' ? `/orgs/${login}` : `/users/${login}`;
    const { id } = await world.ask<{ id: number }>('GET', path);
    // The emulator counts users and organisations apart; GitHub's ids name one account.
    world.accounts.set(login, { id: type === 'Organization' ? 5000 + id : id, login, type, mintId: mintId(index) });
  }
  return world;
}

function askAt(emulatorUrl: string): World['ask'] {
  let turn = 0;
  return async <T>(method: string, path: string, { body, as = ADMIN }: { body?: unknown; as?: string } = {}) => {
    const tokens = tokensOf(as);
    turn++;
    const response = await fetch(`${emulatorUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[turn % tokens.length]}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`emulated GitHub: ${method} ${path} as ${as}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

function forwardTo(emulatorUrl: string, frontUrl: string): Forward {
  return async (request, path) => {
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) headers.delete(name);
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await fetch(`${emulatorUrl}${path ?? `${url.pathname}${url.search}`}`, {
      method: request.method,
      headers,
      body: hasBody ? await request.arrayBuffer() : undefined,
      redirect: 'manual',
    });
    const kept = new Headers(answer.headers);
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection']) kept.delete(name);
    const link = kept.get('link');
    if (link !== null) kept.set('link', link.replaceAll(emulatorUrl, frontUrl));
    return new Response(answer.body, { status: answer.status, headers: kept });
  };
}

async function plant(operations: Operations, { accounts = [] }: GitHubSeed): Promise<void> {
  for (const { login, repositories = [], installed } of accounts) {
    for (const repository of repositories) await operations.createRepository(login, repository);
    if (installed !== undefined) await operations.installApp(login, { repositories: installed, silent: true });
  }
}
