import { median } from '../../src/foundation/median.ts';
import { levelMinutes } from '../../src/models/forecasting/trend/limit-trend.ts';
import type { LimitWatch } from '../../src/models/forecasting/trend/trend-peers.ts';

/** What was said at each minute: the minutes until the limit; NaN for no warning. A warning stands until the next level is known. */
export function leakRows(values: ArrayLike<number>, watch: LimitWatch): Float64Array {
  const said = new Float64Array(values.length).fill(Number.NaN);
  let step: number[] = [];
  let standing: number | null = null;
  for (let minute = 0; minute < values.length; minute++) {
    step.push(values[minute]!);
    if (step.length === levelMinutes) {
      standing = watch.push(median(step) ?? Number.NaN);
      step = [];
    }
    if (standing !== null) said[minute] = Math.max(0, standing - step.length);
  }
  return said;
}
