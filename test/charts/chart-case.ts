import type { Point } from '../../src/domain/metric-reader.ts';

export const start = Date.UTC(2026, 10, 23, 3);
export const end = start + 600_000;

/** What the contract test needs to know of a kind of chart. */
export interface ChartCase<Input> {
  /** Everything that the chart can show, at once. */
  full: Input;
  /** The same chart about other data: one line of these points under this name. */
  of(points: readonly Point[], name: string): Input;
  /** What stands at its axes: each quantity with its unit, times with UTC. */
  axes: string[];
  /** What must be said without the picture, of `full`. */
  says: string[];
  /** What can't be drawn. */
  impossible: Input[];
}
