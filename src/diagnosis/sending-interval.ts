/** How often a device sends, as its gaps show it. */
export interface SendingInterval {
  /** A gap in milliseconds, above 0, and the sample time at its end. */
  add(gapMs: number, at: number): void;
  /** Null while too few gaps are known. */
  ms(): number | null;
}

/** Gaps that ended so many of the longest gap ago are forgotten, and those that are shorter than such a part of it lie within a burst. */
const remembered = 8;
/** Gaps from which the interval is known. */
const fewestGaps = 3;

/**
 * A device sends in bursts: what one collector asks by several inputs has times that lie a moment apart, and gnmic sends a line for each leaf. So
 * the interval is a long gap and not a usual one: the second longest of the last few, because one lost reading does not change how often a device
 * sends.
 */
export function createSendingInterval(): SendingInterval {
  let gaps: { ms: number; at: number }[] = [];
  let known: number | null = null;
  return {
    add(gapMs, at) {
      let longest = gapMs;
      for (const { ms } of gaps) if (ms > longest) longest = ms;
      const counts = (gap: { ms: number; at: number }) =>
        gap.ms * remembered >= longest && gap.at > at - remembered * longest;
      gaps = gaps.filter(counts);
      const gap = { ms: gapMs, at };
      if (counts(gap)) gaps.push(gap);
      known = gaps.length < fewestGaps ? null : secondLongest(gaps);
    },
    ms: () => known,
  };
}

function secondLongest(gaps: readonly { ms: number }[]): number {
  let [first, second] = [0, 0];
  for (const { ms } of gaps) {
    if (ms >= first) [first, second] = [ms, first];
    else if (ms > second) second = ms;
  }
  return second;
}
