/** Runs work one after another. Undefined instead of a promise when too much is waiting already. */
export function createOneAtATime(maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> | undefined {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    if (waiting >= maxWaiting) return undefined;
    waiting += 1;
    const result = last.then(work);
    last = result.then(
      () => {
        waiting -= 1;
      },
      () => {
        waiting -= 1;
      },
    );
    return result;
  };
}
