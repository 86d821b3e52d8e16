import { createRollingWindow } from '../../src/models/rolling-window.ts';
import type { CoreMinute } from '../datasets/kddi-ipcore.ts';

/** Minutes that tell at which level a router works now: faults last six, and there are some each hour. */
const levelMinutes = 120;

/** With fewer, what was typical in training stands. */
const leastMinutes = 30;

/** Takes minutes in time order and gives each back as it would be at the levels of training. */
export interface LevelTracker {
  push(minute: CoreMinute): CoreMinute;
}

/** Follows the CPU of each router and the prefixes of each session by the median of the last two hours: a level that stays is no fault. */
export function createLevelTracker(typical: CoreMinute): LevelTracker {
  const cpu = followAll(typical.cpu);
  const prefixes = followAll(typical.prefixes);
  return { push: (minute) => ({ ...minute, cpu: cpu(minute.cpu), prefixes: prefixes(minute.prefixes) }) };
}

function followAll(typical: Float64Array): (values: Float64Array) => Float64Array {
  const windows = Array.from(typical, () => createRollingWindow(levelMinutes));
  return (values) =>
    values.map((value, i) => {
      const past = windows[i]!;
      const level = past.count >= leastMinutes ? past.median() : typical[i]!;
      if (!Number.isNaN(value)) past.push(value);
      return value - level + typical[i]!;
    });
}
