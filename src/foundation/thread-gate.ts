import { NocturneError } from '../errors.ts';

/**
 * What a thread and its host share: how much work is under way that the end of the thread must wait for, and whether it is to end. Node.js aborts
 * the whole process when a thread ends under a native library such as DuckDB.
 */
export type ThreadGate = Int32Array<SharedArrayBuffer>;

const [kept, closed] = [0, 1];

export const createThreadGate = (): ThreadGate => new Int32Array(new SharedArrayBuffer(8));

/** Runs work that the end of the thread waits for. Throws `thread-ending` without beginning it when the thread is to end. */
export async function keepThrough<T>(gate: ThreadGate, work: () => Promise<T>): Promise<T> {
  // Counted before the look, so that either this sees the closed gate or who closes it sees this.
  Atomics.add(gate, kept, 1);
  try {
    if (Atomics.load(gate, closed) === 1) throw new NocturneError('thread-ending', 'the thread is about to end');
    return await work();
  } finally {
    Atomics.sub(gate, kept, 1);
    Atomics.notify(gate, kept);
  }
}

/** Lets no more work begin, and resolves when none is under way: then the thread may end. */
export async function closeThreadGate(gate: ThreadGate): Promise<void> {
  Atomics.store(gate, closed, 1);
  for (let count = Atomics.load(gate, kept); count > 0; count = Atomics.load(gate, kept)) {
    await Atomics.waitAsync(gate, kept, count).value;
  }
}
