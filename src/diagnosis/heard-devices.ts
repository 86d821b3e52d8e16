import { type Clock, createSteadyClock } from '../domain/clock.ts';
import type { Sample } from '../domain/sample.ts';

/** Shorter gaps are no silence, however often a device sends: a sender may try again, and a process may be busy. */
const leastSilenceMs = 8_000;
/** A device is silent after so many of its usual intervals. */
const intervalsOfSilence = 2.5;
/** Readings from which the interval is known. A device is not missed before. */
const fewestReadings = 4;

interface Heard {
  /** Sample time of the latest reading. */
  at: number;
  readings: number;
  /** The last gap, and the lesser of the last two: one lost reading does not change how often a device sends. */
  gapMs: number;
  intervalMs: number;
  /** When it came, by the clock. */
  arrivedAt: number;
  /** Sample time of the last time that its silence was told. */
  toldAt: number;
}

/**
 * Knows when each device was last heard. Silence is counted in sample time, which goes on by the clock when nothing comes at all, and only
 * when the device did not send by the clock either: a process that catches up after a break reads one device's samples before another's.
 */
export interface HeardDevices {
  hear(samples: readonly Sample[]): void;
  /** A device sent something that can't be used. */
  arrived(device: string): void;
  /** Sample time of its latest reading. */
  lastHeard(device: string): number | undefined;
  /** When it last sent anything, by a steady clock. */
  lastArrival(device: string): number | undefined;
  isSilent(device: string): boolean;
  /** Silent devices, each about as often as it would have sent, with the sample time. */
  takeSilent(): { device: string; at: number; silentMs: number; intervalMs: number }[];
}

export function createHeardDevices(machineClock: Clock): HeardDevices {
  // A clock that is set back would make nobody silent for as long as that.
  const clock = createSteadyClock(machineClock);
  const devices = new Map<string, Heard>();
  let latestAt = Number.NEGATIVE_INFINITY;
  let latestArrival = 0;

  const sampleNow = () => latestAt + Math.max(0, clock() - latestArrival);
  const isSilentNow = (heard: Heard, now: number) => {
    if (heard.readings < fewestReadings) return false;
    const limit = Math.max(leastSilenceMs, intervalsOfSilence * heard.intervalMs);
    return now - heard.at > limit && clock() - heard.arrivedAt > limit;
  };

  function take(heard: Heard, at: number): void {
    if (at <= heard.at) return;
    const gapMs = at - heard.at;
    heard.intervalMs = heard.gapMs === 0 ? gapMs : Math.min(gapMs, heard.gapMs);
    Object.assign(heard, { at, gapMs, readings: heard.readings + 1 });
  }

  return {
    hear(samples) {
      const arrivedAt = clock();
      for (const { device, at } of samples) {
        let heard = devices.get(device);
        if (heard) take(heard, at);
        else {
          heard = { at, readings: 1, gapMs: 0, intervalMs: 0, arrivedAt, toldAt: Number.NEGATIVE_INFINITY };
          devices.set(device, heard);
        }
        heard.arrivedAt = arrivedAt;
        if (at >= latestAt) [latestAt, latestArrival] = [at, arrivedAt];
      }
    },
    arrived(device) {
      const heard = devices.get(device);
      if (heard) heard.arrivedAt = clock();
    },
    lastHeard: (device) => devices.get(device)?.at,
    lastArrival: (device) => devices.get(device)?.arrivedAt,
    isSilent(device) {
      const heard = devices.get(device);
      return heard !== undefined && isSilentNow(heard, sampleNow());
    },
    takeSilent() {
      const now = sampleNow();
      return [...devices].flatMap(([device, heard]) => {
        if (!isSilentNow(heard, now) || now - heard.toldAt < heard.intervalMs) return [];
        heard.toldAt = now;
        return [{ device, at: now, silentMs: now - heard.at, intervalMs: heard.intervalMs }];
      });
    },
  };
}
