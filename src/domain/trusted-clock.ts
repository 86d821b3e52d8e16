import type { Clock } from './clock.ts';

/** The time of day that the product counts on, while somebody may set the clock of its machine. */
export interface TrustedClock {
  now: Clock;
  /** Takes note of the time that a sample carries when it arrives, milliseconds since 1970. A time given at arrival says nothing. */
  hear(at: number): void;
}

/** Clocks that are kept in time by the network are corrected by less than this at once; more is a jump. */
const followedMs = 1_000;
/** So many samples in a row must agree with a clock that jumped before it is believed. */
const votesNeeded = 20;
/** Without samples that say otherwise, a clock that stays where it was set is believed after this. */
const believedAfterMs = 3_600_000;

/**
 * Follows the clock of the machine (`wall`), but not when it jumps: a clock that was set wrong must neither end waits early nor make every sample
 * look old. A jump is followed as soon as the samples of the devices agree with it, as when a clock that was wrong at start is set right or a
 * machine wakes up. `monotonic` counts milliseconds that nobody can set.
 */
export function createTrustedClock({ wall, monotonic }: { wall: Clock; monotonic: () => number }): TrustedClock {
  let anchor = wall() - monotonic();
  let votes = 0;
  let apartSince: number | null = null;

  const steady = () => Math.round(anchor + monotonic());
  const follow = () => {
    anchor = wall() - monotonic();
    votes = 0;
    apartSince = null;
  };

  function now(): number {
    if (Math.abs(wall() - steady()) <= followedMs) follow();
    else {
      apartSince ??= monotonic();
      if (monotonic() - apartSince > believedAfterMs) follow();
    }
    return steady();
  }

  return {
    now,
    hear(at) {
      const own = now();
      if (own === wall()) return;
      votes = Math.abs(at - wall()) < Math.abs(at - own) ? votes + 1 : 0;
      if (votes >= votesNeeded) follow();
      // Somebody says that the clock is still wrong.
      else if (votes === 0) apartSince = monotonic();
    },
  };
}
