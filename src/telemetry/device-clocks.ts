import { type Clock, createSteadyClock } from '../domain/clock.ts';
import { createLatestMap } from '../foundation/latest-map.ts';
import { upperMedian } from '../foundation/median.ts';

/** A device whose clock is wrong. `offsetMs` is positive when it is ahead of this machine's clock. */
export interface WrongClock {
  device: string;
  offsetMs: number;
  /** Samples that were refused because of it; samples that are behind are kept. */
  refused: number;
}

/** Compares the clocks of devices with the one of this machine, by the times of their samples when these arrive. */
export interface DeviceClocks {
  /** Takes note of a sample. A reason when it is too far ahead to be used. */
  check(device: string, at: number): string | null;
  /** Devices that were heard lately and whose clock is wrong, the furthest first. */
  wrong(): WrongClock[];
  /** How wrong the clock of this machine probably is, because most devices agree on it; null when it seems right. Negative: behind. */
  ownOffsetMs(): number | null;
}

/** Clocks that are set by the network agree far better than this, and senders that keep samples never send any that are ahead. */
const mostAheadMs = 120_000;
/** A device is behind when all of these arrivals were, a minute together, and by about the same: a sender that catches up is not. */
const arrivalsBehind = 5;
const apartMs = 15_000;
const agreeMs = 60_000;
/** What was not heard for so long says nothing about its clock now. */
const rememberedMs = 15 * 60_000;
const mostDevices = 10_000;

interface Seen {
  arrivals: { arrivedAt: number; offsetMs: number }[];
  refused: number;
}

/**
 * `clock` may be set back while this runs. Samples are measured against the later of it and a steady clock then, so that they are not all
 * refused.
 */
export function createDeviceClocks(clock: Clock): DeviceClocks {
  const steady = createSteadyClock(clock);
  const devices = createLatestMap<Seen>(mostDevices);

  function note(device: string, offsetMs: number): Seen {
    const seen = devices.get(device) ?? { arrivals: [], refused: 0 };
    devices.set(device, seen);
    const arrivedAt = steady();
    const latest = seen.arrivals.at(-1);
    // Of what comes at about the same time, the newest tells about the clock.
    if (latest && arrivedAt - latest.arrivedAt < apartMs) latest.offsetMs = Math.max(latest.offsetMs, offsetMs);
    else seen.arrivals = [...seen.arrivals, { arrivedAt, offsetMs }].slice(-arrivalsBehind);
    return seen;
  }

  function offsetOf({ arrivals }: Seen): number | null {
    const latest = arrivals.at(-1);
    if (!latest || steady() - latest.arrivedAt > rememberedMs) return null;
    if (latest.offsetMs > mostAheadMs) return latest.offsetMs;
    const offsets = arrivals.map(({ offsetMs }) => offsetMs);
    const isBehind = arrivals.length === arrivalsBehind && Math.max(...offsets) < -mostAheadMs;
    return isBehind && Math.max(...offsets) - Math.min(...offsets) <= agreeMs ? latest.offsetMs : 0;
  }

  return {
    check(device, at) {
      const offsetMs = at - Math.max(clock(), steady());
      const seen = note(device, offsetMs);
      if (offsetMs <= mostAheadMs) return null;
      seen.refused += 1;
      return `the clock of ${device} is ${describeOffset(offsetMs)}`;
    },
    wrong() {
      return [...devices]
        .flatMap(([device, seen]) => {
          const offsetMs = offsetOf(seen);
          return offsetMs ? [{ device, offsetMs, refused: seen.refused }] : [];
        })
        .sort((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs));
    },
    ownOffsetMs() {
      const offsets = [...devices].map(([, seen]) => offsetOf(seen)).filter((offset) => offset !== null);
      const middle = upperMedian(offsets);
      if (!middle || offsets.length < 2) return null;
      const agreeing = offsets.filter((offset) => Math.abs(offset - middle) <= agreeMs).length;
      return agreeing > offsets.length / 2 ? -middle : null;
    },
  };
}

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1000 },
];
const quarterMs = 15 * 60_000;
const furthestZoneMs = 26 * 3_600_000;

/** `2 h ahead (a time zone?)`, `3 days behind`. Offsets of whole quarters of an hour are named as what they mostly are. */
export function describeOffset(offsetMs: number): string {
  const size = Math.abs(offsetMs);
  const quarters = Math.round(size / quarterMs) * quarterMs;
  const isZone = quarters >= 2 * quarterMs && size <= furthestZoneMs && Math.abs(size - quarters) <= agreeMs;
  const shown = isZone ? quarters : size;
  const { unit, ms } = units.find((each) => shown >= each.ms * (each.unit === 'day' ? 2 : 1)) ?? units[3]!;
  const count = Number((shown / ms).toFixed(isZone ? 2 : 1));
  const words = `${count} ${unit === 'day' ? 'days' : unit} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
  return isZone ? `${words} (a time zone?)` : words;
}
