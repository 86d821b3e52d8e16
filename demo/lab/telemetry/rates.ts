/**
 * The rate of a counter that its agent renews only every few seconds: the same number twice is no standstill. The rate is that between the last
 * two numbers that differ, and nothing flows when none has come for longer than the agent takes.
 */
export interface Rate {
  hear(count: number, at: number): void;
  /** Per second; null before there are two numbers to compare. */
  read(now: number): number | null;
}

/** net-snmp keeps its tables of ports for three seconds. */
const renewedWithinMs = 4500;

export function createRate(): Rate {
  let first: { count: number; at: number } | undefined;
  let last: { count: number; at: number } | undefined;
  let perSecond: number | null = null;
  let heardAt = Number.NEGATIVE_INFINITY;
  return {
    hear(count, at) {
      heardAt = at;
      first ??= { count, at };
      if (last && count === last.count) return;
      // A counter that goes back belongs to an agent that was started again.
      if (last && count > last.count) perSecond = ((count - last.count) * 1000) / (at - last.at);
      else if (last) perSecond = null;
      last = { count, at };
    },
    read(now) {
      if (now - heardAt > renewedWithinMs || !first || !last) return null;
      if (now - last.at > renewedWithinMs) return 0;
      return perSecond;
    },
  };
}

/** Share of busy ticks in per cent, renewed as the ticks are; null before there are two readings to compare, or when none comes. */
export function createBusyShare(keptMs = 8000) {
  let last: { busy: number; idle: number } | undefined;
  let share: number | null = null;
  let heardAt = Number.NEGATIVE_INFINITY;
  return {
    hear(ticks: { busy: number; idle: number }, at: number): void {
      heardAt = at;
      const before = last;
      if (before && ticks.busy === before.busy && ticks.idle === before.idle) return;
      last = ticks;
      const [busy, idle] = before ? [ticks.busy - before.busy, ticks.idle - before.idle] : [-1, -1];
      share = busy < 0 || idle < 0 || busy + idle === 0 ? null : (100 * busy) / (busy + idle);
    },
    read: (now: number): number | null => (now - heardAt > keptMs ? null : share),
  };
}
