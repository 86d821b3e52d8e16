export interface Ids {
  /** A message timestamp, unique and rising: seconds, a dot, six digits. */
  ts(): string;
  /** An id such as `F0000001A2`: the prefix, then upper-case letters and digits. */
  next(prefix: string): string;
}

/** Ids are counted, not drawn, so that two runs of one story name things alike. */
export function createIds(clock: () => number): Ids {
  let lastMicros = 0;
  let count = 0;
  return {
    ts() {
      lastMicros = Math.max(Math.round(clock() * 1000), lastMicros + 1);
      const seconds = Math.floor(lastMicros / 1e6);
      return `${seconds}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    next(prefix) {
      count += 1;
      const tail = Math.floor(clock() / 1000)
        .toString(36)
        .toUpperCase();
      return `${prefix}${tail}${count.toString(36).toUpperCase().padStart(4, '0')}`;
    },
  };
}
