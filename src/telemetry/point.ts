/** What a field of a point can hold. Integers become numbers; beyond 2^53 they lose their last digits. */
export type FieldValue = number | boolean | string;

/**
 * What a source learned about one thing at one moment, under the names and in the units of its sender. The mapping makes samples of it. `at` is
 * milliseconds since 1970, UTC.
 */
export interface Point {
  /** What was measured, such as `ping` or `ifTable`. */
  measurement: string;
  /** Where: the mapping finds the device and the interface among them. */
  tags: ReadonlyMap<string, string>;
  fields: ReadonlyMap<string, FieldValue>;
  at: number;
  /** The sender set `at` itself; otherwise it is the moment of the arrival, which tells nothing about the clock of the sender. */
  hasOwnTime: boolean;
}

/**
 * The time of a sample: whole milliseconds, with what is below cut off. This is done once, where points become samples: memory and history would
 * otherwise hold one reading under two times.
 */
export const wholeMs = (at: number): number => Math.floor(at);

/**
 * No clock is this wrong: such a time was sent in another precision. Devices whose clock is wrong by less are told by `device-clocks.ts`.
 */
const oldestMs = 50 * 365 * 86_400_000;
const furthestAheadMs = 365 * 86_400_000;
/** The last moment that a Date can hold (ECMA-262, Time Values). */
const lastDateMs = 8.64e15;

/** Whether a point may have this time. `now` is null when no clock says what is far. */
export function isPlausibleTime(at: number, now: number | null): boolean {
  return now === null ? at >= 0 && at <= lastDateMs : at >= Math.max(0, now - oldestMs) && at <= now + furthestAheadMs;
}
