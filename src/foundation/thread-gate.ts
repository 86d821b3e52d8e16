import { NocturneError } from '../errors.ts';

/**
 * What a thread and its host share: how much work is under way that the end of the thread must wait for, and whether it is to end. Node.js aborts
 * the whole process when a thread ends under a native library such as DuckDB, or while it loads a module behind one with a top-level `await`, as
 * Vega has.
 */
export type ThreadGate = Int32Array<SharedArrayBuffer>;

const [kept, closed] = [0, 1];

/** The loading of the thread counts as work from the beginning, until the thread leaves the gate. */
export function createThreadGate(): ThreadGate {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  gate[kept] = 1;
  return gate;
}

/** Says that a piece of work, or the loading, is over. */
export function leaveGate(gate: ThreadGate): void {
  Atomics.sub(gate, kept, 1);
  Atomics.notify(gate, kept);
}

/** Runs work that the end of the thread waits for. Throws `thread-ending` without beginning it when the thread is to end. */
export async function keepThrough<T>(gate: ThreadGate, work: () => Promise<T>): Promise<T> {
  // Counted before the look, so that either this sees the closed gate or who closes it sees this.
  Atomics.add(gate, kept, 1);
  try {
    if (Atomics.load(gate, closed) === 1) throw new NocturneError('thread-ending', 'the thread is about to end');
    return await work();
  } finally {
    leaveGate(gate);
  }
}

/** Lets no more work begin, and resolves when none is under way: then the thread may end. */
export async function closeThreadGate(gate: ThreadGate): Promise<void> {
  Atomics.store(gate, closed, 1);
  for (let count = Atomics.load(gate, kept); count > 0; count = Atomics.load(gate, kept)) {
    await Atomics.waitAsync(gate, kept, count).value;
  }
}

/** As {@link closeThreadGate}, for a process that exits: holds this thread up, for `patienceMs` at most. */
export function closeThreadGateNow(gate: ThreadGate, patienceMs: number): void {
  Atomics.store(gate, closed, 1);
  const until = performance.now() + patienceMs;
  for (let count = Atomics.load(gate, kept); count > 0; count = Atomics.load(gate, kept)) {
    if (Atomics.wait(gate, kept, count, Math.max(0, until - performance.now())) === 'timed-out') return;
  }
}
