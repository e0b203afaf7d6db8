/** The time that a change takes, from its first signal to its last. ISO 8601 or a Date. */
export interface ChangeSpan {
  startedAt: string | Date;
  lastSignalAt: string | Date;
}

/** A change that was judged before: people know it by its id. */
export interface KnownChange extends ChangeSpan {
  id: number;
}

export interface ContinuedChanges<Known extends KnownChange, Judged extends ChangeSpan> {
  continued: {
    change: Judged;
    /** Null: it is a new one. */
    continues: Known | null;
    /** Known ones that turned out to be part of it. */
    absorbs: Known[];
  }[];
  /** Known ones of which nothing is judged any more. */
  ended: Known[];
}

/**
 * Which of a package's known changes is which of those that are judged today. Further entries of the ledger can make a change begin
 * earlier, or two of them one; its id is never to say another story, so what goes on has to share time with what it goes on from. One
 * that begins at the same moment goes before one that shares more time: no two rows ever begin at the same moment.
 */
export function continueChanges<Known extends KnownChange, Judged extends ChangeSpan>(
  known: readonly Known[],
  judged: readonly Judged[],
): ContinuedChanges<Known, Judged> {
  const pairs = known
    .flatMap((row) => judged.map((change) => ({ row, change, ...share(row, change) })))
    .filter(({ shared }) => shared >= 0)
    .sort(closestFirst);

  const continues = new Map<Judged, Known>();
  const gone = new Set<Known>();
  for (const { row, change } of pairs) {
    if (continues.has(change) || gone.has(row)) continue;
    continues.set(change, row);
    gone.add(row);
  }
  const absorbs = new Map<Judged, Known[]>();
  for (const { row, change } of pairs) {
    if (gone.has(row)) continue;
    absorbs.set(change, [...(absorbs.get(change) ?? []), row]);
    gone.add(row);
  }
  return {
    continued: judged.map((change) => ({
      change,
      continues: continues.get(change) ?? null,
      absorbs: absorbs.get(change) ?? [],
    })),
    ended: known.filter((row) => !gone.has(row)),
  };
}

interface Pair {
  row: KnownChange;
  change: ChangeSpan;
  sameStart: boolean;
  /** Milliseconds; negative where they share no moment. */
  shared: number;
}

function share(row: KnownChange, change: ChangeSpan): Pick<Pair, 'sameStart' | 'shared'> {
  const start = Math.max(time(row.startedAt), time(change.startedAt));
  const end = Math.min(time(row.lastSignalAt), time(change.lastSignalAt));
  return { sameStart: time(row.startedAt) === time(change.startedAt), shared: end - start };
}

function closestFirst(a: Pair, b: Pair): number {
  return (
    Number(b.sameStart) - Number(a.sameStart) ||
    b.shared - a.shared ||
    a.row.id - b.row.id ||
    time(a.change.startedAt) - time(b.change.startedAt)
  );
}

function time(at: string | Date): number {
  return new Date(at).getTime();
}
