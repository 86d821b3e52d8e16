import { upperMedian } from '../../foundation/median.ts';

/** A stretch of time without a sample, milliseconds since 1970. */
export interface Gap {
  from: number;
  to: number;
}

export interface GapFinder {
  /** Takes the time of a sample; they come in time order. */
  see(at: number): void;
  /** The first and the last time, null before the first, and where nothing came for longer than usual, the ends of the span included. */
  found(): { first: number | null; last: number | null; gaps: Gap[] };
}

/** What is shorter is not worth a word, however often telemetry comes. */
const shortestMs = 10 * 60_000;
/** Telemetry that comes once an hour has no gap of ten minutes. */
const intervals = 5;
/** Intervals that tell the usual one. */
const intervalsSeen = 2_000;

/** Finds where telemetry of a span, half-open, is missing: a bot that did not run, or senders that were silent. */
export function createGapFinder({ from, to }: Gap): GapFinder {
  const usual: number[] = [];
  const long: Gap[] = [];
  let first: number | null = null;
  let last = from;
  return {
    see(at) {
      if (first !== null && at <= last) return;
      if (first !== null && usual.length < intervalsSeen) usual.push(at - last);
      if (at - last >= shortestMs) long.push({ from: last, to: at });
      first ??= at;
      last = at;
    },
    found() {
      if (first === null) return { first, last: null, gaps: [{ from, to }] };
      const leastMs = Math.max(shortestMs, intervals * (upperMedian(usual) ?? 0));
      const gaps = [...long, { from: last, to }].filter((gap) => gap.to - gap.from >= leastMs);
      return { first, last, gaps };
    },
  };
}
