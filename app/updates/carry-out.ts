import { groupUpdates, type PlannedUpdate } from '../../scanners/updates/index.ts';
import type { EditFailureCode } from './edit-failure.ts';
import { editProject } from './edit-project.ts';
import type { EditSurroundings, ProjectFiles } from './edit-request.ts';
import { type LockedCopy, type ProofRequest, proveEdit } from './prove-edit.ts';

export interface ToCarryOut extends EditSurroundings, Pick<ProofRequest, 'matcherFor' | 'threshold'> {
  project: ProjectFiles;
  updates: readonly PlannedUpdate[];
}

export interface CarriedOut {
  /** The updates that are in `files`. */
  updates: PlannedUpdate[];
  /** The files that are other than before; empty where nothing could be proven. */
  files: Map<string, string>;
  /** Which programs made the lockfile (`pnpm 9.15.0`). */
  programs: string[];
  /** Every locked copy of the updated packages. */
  before: LockedCopy[];
  after: LockedCopy[];
  refused: RefusedUpdates[];
}

export interface RefusedUpdates {
  updates: PlannedUpdate[];
  reasons: string[];
  /** The same may succeed another time: a registry that was away, a time that was up. */
  passing: boolean;
}

const PASSING: ReadonlySet<EditFailureCode> = new Set(['registry', 'time', 'stopped', 'program']);

/**
 * Edits and proves: all updates together where that succeeds; else those parts of them that can stand without the rest, one upon the
 * other, so that one that fails does not hold up the others.
 */
export async function carryOut(given: ToCarryOut): Promise<CarriedOut> {
  const whole = await tryOut(given, given.project, given.updates);
  if ('files' in whole) return { ...whole, updates: [...given.updates], refused: [] };
  const parts = groupUpdates(given.updates, 'package');
  if (parts.length < 2) return nothing([{ updates: [...given.updates], ...whole }]);
  const files = new Map(given.project.files);
  const done: PlannedUpdate[] = [];
  const programs = new Set<string>();
  const refused: RefusedUpdates[] = [];
  for (const updates of parts) {
    given.signal?.throwIfAborted();
    const part = await tryOut(given, { ...given.project, files: new Map(files) }, updates);
    if ('reasons' in part) {
      refused.push({ updates, ...part });
      continue;
    }
    for (const [path, text] of part.files) files.set(path, text);
    for (const program of part.programs) programs.add(program);
    done.push(...updates);
  }
  if (done.length === 0) return nothing(refused);
  // Each step was proven upon the one before; what is proposed is proven as a whole.
  const edited = new Map([...files].filter(([path, text]) => given.project.files.get(path) !== text));
  const proof = await proveEdit({ ...given, ...given.project, edited, updates: done });
  if (!proof.proven) return nothing([...refused, { updates: done, reasons: proof.reasons, passing: false }]);
  const { before, after } = proof;
  return { updates: done, files: edited, programs: [...programs], before, after, refused };
}

type Tried = Pick<CarriedOut, 'files' | 'programs' | 'before' | 'after'> | Pick<RefusedUpdates, 'reasons' | 'passing'>;

async function tryOut(
  { project: _, ...given }: ToCarryOut,
  project: ProjectFiles,
  updates: readonly PlannedUpdate[],
): Promise<Tried> {
  const edited = await editProject({ ...given, ...project, updates });
  if ('failure' in edited) {
    const { code, text } = edited.failure;
    return { reasons: [text], passing: PASSING.has(code) };
  }
  const proof = await proveEdit({ ...given, ...project, edited: edited.files, updates });
  return proof.proven
    ? { ...edited, before: proof.before, after: proof.after }
    : { reasons: proof.reasons, passing: false };
}

function nothing(refused: RefusedUpdates[]): CarriedOut {
  return { updates: [], files: new Map(), programs: [], before: [], after: [], refused };
}
