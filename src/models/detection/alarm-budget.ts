/** Alarms at most this many samples apart are one. */
const mergeGap = 5;

/** An alarm that lasts costs again after this many samples. */
const longestAlarm = 30;

/** A little more than the budget is allowed in training: some of its alarms are true. */
const trainingAllowance = 1.2;

/** A new alarm has to be among the highest of so many days of the budget; half of those days pass before they are forgotten. */
const rememberedDays = 4;

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
  const runs = createRuns();
  let alarms = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > threshold && runs.begins(i)) alarms++;
  return alarms;
}

/** Tells for each row above a threshold, in order, whether an alarm begins with it. */
function createRuns() {
  let start = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return {
    begins(row: number): boolean {
      const goesOn = row - last <= mergeGap && row - start < longestAlarm;
      last = row;
      if (!goesOn) start = row;
      return !goesOn;
    },
  };
}

/** Decides row by row whether a score is an alarm. */
export interface AlarmGate {
  push(score: number): boolean;
}

/**
 * Alarms above the threshold, which rises with what the last two days showed (or more days, with a budget below one alarm in four days): a score has to be
 * higher than all but the highest few times that scores were above the threshold, as many as the budget has in four days. So a device whose normal
 * has drifted away from its training can't flood the channel, and what is higher than before alarms all the same. Looks at the past only.
 */
export function createAlarmGate(threshold: number, samplesPerDay: number, alarmsPerDay: number): AlarmGate {
  const kept = Math.max(1, Math.round(rememberedDays * alarmsPerDay));
  const window = (kept / (2 * alarmsPerDay)) * samplesPerDay;
  const highest = createHighestRuns(kept, window);
  const runs = createRuns();
  let row = 0;
  let bar = threshold;
  return {
    push(score) {
      const now = row++;
      if (!(score > threshold)) return false;
      if (runs.begins(now)) {
        bar = Math.max(threshold, highest.least(now));
        highest.begin(now, score);
      } else highest.raise(score);
      return score > bar;
    },
  };
}

/** The highest scores of the latest runs. Memory is bounded: a run that is lower than `kept` later ones will never be among the highest again. */
function createHighestRuns(kept: number, window: number) {
  let runs: { at: number; peak: number }[] = [];
  return {
    begin(at: number, peak: number): void {
      const later = [...runs];
      runs = runs.filter((run, i) => later.slice(i + 1).filter((other) => other.peak >= run.peak).length < kept);
      runs.push({ at, peak });
    },
    raise(score: number): void {
      const run = runs.at(-1)!;
      run.peak = Math.max(run.peak, score);
    },
    /** The lowest of the highest `kept`, −∞ with fewer in the window. */
    least(now: number): number {
      runs = runs.filter(({ at }) => now - at < window);
      return runs.map(({ peak }) => peak).sort((a, b) => b - a)[kept - 1] ?? Number.NEGATIVE_INFINITY;
    },
  };
}
