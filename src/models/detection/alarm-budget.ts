/** Alarms at most this many samples apart are one. */
const mergeGap = 5;

/** An alarm that lasts costs again after this many samples. */
const longestAlarm = 30;

/** A little more than the budget is allowed in training: some of its alarms are true. */
const trainingAllowance = 1.2;

/** How many days of alarms may be spent at once. */
const savedDays = 15;

/** Above this multiple of the threshold a row alarms even when the budget is spent. */
const override = 1.5;

/**
 * The lowest threshold with which the training scores raise no more alarms a day than the budget (runs up to 5 samples apart merged, one per
 * started 30 samples).
 */
export function fitAlarmThreshold(scores: Float64Array, samplesPerDay: number, alarmsPerDay: number): number {
  const sorted = Float64Array.from(scores).sort();
  const days = scores.length / samplesPerDay;
  let threshold = sorted.at(-1)!;
  for (let step = 0; step < 120; step++) {
    const share = 10 ** (-4 + (3.3 * step) / 119);
    const tried = sorted[Math.floor((sorted.length - 1) * (1 - share))]!;
    if (countAlarms(scores, tried) / days > alarmsPerDay * trainingAllowance) break;
    threshold = tried;
  }
  return threshold;
}

function countAlarms(scores: Float64Array, threshold: number): number {
  let alarms = 0;
  let start = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i]! > threshold)) continue;
    if (i - last > mergeGap || i - start >= longestAlarm) {
      alarms++;
      start = i;
    }
    last = i;
  }
  return alarms;
}

/** Decides row by row whether a score is an alarm. */
export interface AlarmGate {
  push(score: number): boolean;
}

/**
 * Alarms above the threshold while the budget lasts: it fills by `alarmsPerDay` and holds up to 15 days of them, so that a device whose normal
 * has drifted away from its training can't flood the channel. Scores of 1.5 thresholds always alarm.
 */
export function createAlarmGate(threshold: number, samplesPerDay: number, alarmsPerDay: number): AlarmGate {
  const capacity = Math.max(1, savedDays * alarmsPerDay);
  let left = capacity;
  let row = 0;
  let start = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return {
    push(score) {
      const now = row++;
      left = Math.min(capacity, left + alarmsPerDay / samplesPerDay);
      if (!(score > threshold)) return false;
      const continues = now - last <= mergeGap && now - start < longestAlarm;
      if (!continues) {
        if (left < 1 && score <= override * threshold) return false;
        left = Math.max(0, left - 1);
        start = now;
      }
      last = now;
      return true;
    },
  };
}
