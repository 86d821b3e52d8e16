import PQueue from 'p-queue';

/** Runs work one after another. Undefined instead of a promise when too much is waiting already. */
export function createOneAtATime(maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> | undefined {
  const queue = new PQueue({ concurrency: 1 });
  return (work) => (queue.size + queue.pending >= maxWaiting ? undefined : queue.add(work));
}
