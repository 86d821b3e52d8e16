import { type Clock, createSteadyClock } from '../domain/clock.ts';
import type { Sample } from '../domain/sample.ts';
import { createSendingInterval, type SendingInterval } from './sending-interval.ts';

/** Shorter gaps are no silence, however often a device sends: a sender may try again, and a process may be busy. */
const leastSilenceMs = 8_000;
/** A device is silent after so many of its usual intervals. */
const intervalsOfSilence = 2.5;

interface Heard {
  /** Sample time of the first and of the latest reading. */
  firstAt: number;
  at: number;
  interval: SendingInterval;
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
    const intervalMs = heard.interval.ms();
    // What came in one burst says nothing of when the next one is due.
    if (intervalMs === null || heard.at - heard.firstAt < leastSilenceMs) return false;
    const limit = Math.max(leastSilenceMs, intervalsOfSilence * intervalMs);
    return now - heard.at > limit && clock() - heard.arrivedAt > limit;
  };

  function take(heard: Heard, at: number): void {
    if (at <= heard.at) return;
    heard.interval.add(at - heard.at, at);
    heard.at = at;
  }

  return {
    hear(samples) {
      const arrivedAt = clock();
      for (const { device, at } of samples) {
        let heard = devices.get(device);
        if (heard) take(heard, at);
        else {
          const interval = createSendingInterval();
          heard = { firstAt: at, at, interval, arrivedAt, toldAt: Number.NEGATIVE_INFINITY };
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
        const intervalMs = heard.interval.ms() ?? 0;
        if (!isSilentNow(heard, now) || now - heard.toldAt < intervalMs) return [];
        heard.toldAt = now;
        return [{ device, at: now, silentMs: now - heard.at, intervalMs }];
      });
    },
  };
}
