import { median } from '../../src/foundation/median.ts';
import { levelMinutes } from '../../src/models/forecasting/trend/limit-trend.ts';
import { type TrendMethod, watchLimit } from '../../src/models/forecasting/trend/trend-methods.ts';

/** What was said at each minute: the minutes until the limit; NaN for no warning. A warning stands until the next level is known. */
export function leakRows(values: ArrayLike<number>, method: TrendMethod, limit: number): Float64Array {
  const said = new Float64Array(values.length).fill(Number.NaN);
  const watch = watchLimit(method, limit);
  let step: number[] = [];
  let standing: number | null = null;
  for (let minute = 0; minute < values.length; minute++) {
    step.push(values[minute]!);
    if (step.length === levelMinutes) {
      standing = watch(median(step) ?? Number.NaN)?.minutes ?? null;
      step = [];
    }
    if (standing !== null) said[minute] = Math.max(0, standing - step.length);
  }
  return said;
}
