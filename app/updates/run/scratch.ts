import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MOST_STEPS_UP } from '../refuse-escapes.ts';

/** A folder of its own for one run, with a home, a place for temporary files and a `PATH` on which there is only Node. */
export interface Scratch extends AsyncDisposable {
  /** Where the project is. */
  project: string;
  folder: string;
  /** For what a program keeps while it is here. */
  cache: string;
  /** The whole environment of what runs here. */
  env: Readonly<Record<string, string>>;
  write(files: Iterable<readonly [path: string, text: string]>): Promise<void>;
  read(path: string): Promise<string>;
  remove(path: string): Promise<void>;
}

/** Deep enough that a path such as `../../shared` leads to nothing, but not out of the folder. */
const PROJECT = `${'in/'.repeat(MOST_STEPS_UP)}in/project`;

export async function openScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-edit-'));
  const [project, home, temporary, bin] = [PROJECT, 'home', 'tmp', 'bin'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const made of [project, home, temporary, bin]) await mkdir(made, { recursive: true });
  await symlink(process.execPath, join(bin, 'node'));
  return {
    project,
    folder,
    cache: join(folder, 'cache'),
    env: {
      PATH: bin,
      HOME: home,
      USERPROFILE: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_DATA_HOME: join(home, '.local/share'),
      XDG_STATE_HOME: join(home, '.local/state'),
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      CI: '1',
      NO_COLOR: '1',
    },
    async write(files) {
      for (const [path, text] of files) {
        const place = join(project, path);
        await mkdir(dirname(place), { recursive: true });
        await writeFile(place, text);
      }
    },
    read: (path) => readFile(join(project, path), 'utf8'),
    remove: (path) => rm(join(project, path), { force: true }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
