/** What a test wants to go wrong with GitHub's API. */
export interface Fault {
  /** Against `GET /repos/owner/name/git/trees/main?recursive=1`. */
  match: RegExp | ((request: string) => boolean);
  /** `cut` breaks the connection without an answer. */
  status: number | 'cut';
  headers?: Record<string, string>;
  body?: unknown;
  /** How often; once when left out. */
  times?: number;
}

/** A request that waits at GitHub's door until it is let through. */
export interface Hold {
  /** Settles when a matching request has arrived. */
  readonly reached: Promise<void>;
  release(): void;
}

export interface Faults {
  add(fault: Fault): void;
  hold(match: Fault['match']): Hold;
  /** The fault that this request meets, used up by one. Waits where the request is held. */
  meet(request: string): Promise<Fault | undefined>;
  clear(): void;
}

export function createFaults(): Faults {
  const faults: { fault: Fault; left: number }[] = [];
  const holds: { match: Fault['match']; reach: () => void; released: Promise<void> }[] = [];
  return {
    add: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 });
    },
    hold: (match) => {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const hold = { match, reach: reached.resolve, released: released.promise };
      holds.push(hold);
      const release = () => {
        const index = holds.indexOf(hold);
        if (index >= 0) holds.splice(index, 1);
        released.resolve();
      };
      return { reached: reached.promise, release };
    },
    meet: async (request) => {
      for (const hold of holds.filter(({ match }) => matches(match, request))) {
        hold.reach();
        await hold.released;
      }
      const met = faults.find(({ fault, left }) => left > 0 && matches(fault.match, request));
      if (met !== undefined) met.left--;
      return met?.fault;
    },
    clear: () => {
      faults.length = 0;
    },
  };
}

function matches(match: Fault['match'], request: string): boolean {
  return typeof match === 'function' ? match(request) : match.test(request);
}
