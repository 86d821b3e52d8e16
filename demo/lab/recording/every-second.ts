/**
 * Calls back at every full second, with the time of day. What came in before is heard first: a process that had to wait would else take what
 * lies in its pipes for missing. Gives what ends it.
 */
export function everySecond(work: (now: number) => void): () => void {
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(
      () => {
        setImmediate(() => work(Date.now()));
        next();
      },
      1000 - (Date.now() % 1000),
    );
  };
  next();
  return () => clearTimeout(timer);
}
