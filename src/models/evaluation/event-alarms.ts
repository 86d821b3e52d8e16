/** Events found and false alarms raised by a row of alarms. */
export interface EventAlarms {
  events: number;
  found: number;
  falseAlarms: number;
}

/** Two runs of false alarms that are at most this many samples apart are one. */
const mergeGap = 5;

/** A run of false alarms counts once per started this many samples, else a detector that always alarms would look perfect. */
const longestAlarm = 30;

/**
 * Event metric: an event (a run of labelled samples) is found if one sample in it is an alarm; a false alarm is a run of alarms on normal
 * samples, runs up to 5 samples apart merged, and a run counts once per started 30 samples. One entity, in time order. No point adjustment: it
 * makes a random score look good.
 */
export function countEventAlarms(alarms: ArrayLike<number | boolean>, labels: ArrayLike<number>): EventAlarms {
  return countWhere((i) => Boolean(alarms[i]), labels);
}

function countWhere(isAlarm: (row: number) => boolean, labels: ArrayLike<number>): EventAlarms {
  const result: EventAlarms = { events: 0, found: 0, falseAlarms: 0 };
  let foundThis = false;
  let start = -1;
  let last = -1;
  const closeRun = () => {
    if (start >= 0) result.falseAlarms += Math.ceil((last - start + 1) / longestAlarm);
    start = -1;
  };
  for (let i = 0; i < labels.length; i++) {
    const alarm = isAlarm(i);
    if (labels[i]! > 0) {
      if (i === 0 || !(labels[i - 1]! > 0)) {
        result.events++;
        foundThis = false;
      }
      if (alarm && !foundThis) {
        result.found++;
        foundThis = true;
      }
    } else if (alarm) {
      if (start >= 0 && i - last > mergeGap) closeRun();
      if (start < 0) start = i;
      last = i;
    }
  }
  closeRun();
  return result;
}

/** A scored and labelled entity. */
export interface ScoredEntity {
  scores: ArrayLike<number>;
  labels: ArrayLike<number>;
  samplesPerDay: number;
}

/** Pooled over entities: share of events found, and false alarms per entity and day, when what scores the threshold or more alarms. An unknown score alarms never. */
export function measureAlarms(entities: ScoredEntity[], threshold: number): { recall: number; falsePerDay: number } {
  let events = 0;
  let found = 0;
  let falseAlarms = 0;
  let days = 0;
  for (const { scores, labels, samplesPerDay } of entities) {
    const counted = countWhere((i) => scores[i]! >= threshold, labels);
    events += counted.events;
    found += counted.found;
    falseAlarms += counted.falseAlarms;
    days += labels.length / samplesPerDay;
  }
  return { recall: found / events, falsePerDay: falseAlarms / days };
}

/** Thresholds that are tried at most, of either kind. */
const mostTried = 200;

/**
 * The best recall that any one threshold reaches within a budget of false alarms per entity and day. It looks at the labels, so it compares
 * scores; it is not what a detector with a threshold of its own reaches. Recall changes only at the highest score of an event: those are tried, each
 * or 200 of them, and so are 200 of all scores, because false alarms that a lower threshold joins may count as fewer.
 */
export function bestRecallWithin(entities: ScoredEntity[], falsePerDay: number): number {
  const highest = [...new Set(entities.flatMap(highestOfEvents))].sort((a, b) => a - b);
  const step = Math.max(1, highest.length / mostTried);
  const tried = new Set(highest.filter((_, i) => Math.floor(i / step) > Math.floor((i - 1) / step)));
  for (const score of closerToTheTop(distinctScores(entities))) tried.add(score);
  let best = 0;
  for (const threshold of tried) {
    const measured = measureAlarms(entities, threshold);
    if (measured.falsePerDay <= falsePerDay) best = Math.max(best, measured.recall);
  }
  return best;
}

/** In ascending order; what is unknown is left out. */
function distinctScores(entities: readonly ScoredEntity[]): Float64Array {
  const all = new Float64Array(entities.reduce((sum, { scores }) => sum + scores.length, 0));
  let known = 0;
  for (const { scores } of entities)
    for (let i = 0; i < scores.length; i++) if (!Number.isNaN(scores[i]!)) all[known++] = scores[i]!;
  const sorted = all.subarray(0, known).sort();
  return sorted.filter((score, i) => i === 0 || score !== sorted[i - 1]);
}

/** All of a few values; of more, each of the highest ones and ever fewer of those below. */
function closerToTheTop(sorted: Float64Array): Float64Array {
  if (sorted.length <= mostTried) return sorted;
  const places = Array.from({ length: mostTried }, (_, k) => sorted.length ** (k / (mostTried - 1)));
  return Float64Array.from(new Set(places.map(Math.floor)), (fromTop) => sorted[sorted.length - fromTop]!);
}

/** The highest score of each event; an event of which no score is known has none. */
function highestOfEvents({ scores, labels }: ScoredEntity): number[] {
  const found: number[] = [];
  let most = Number.NaN;
  for (let i = 0; i <= labels.length; i++) {
    if (labels[i]! > 0) {
      if (!(scores[i]! <= most) && !Number.isNaN(scores[i]!)) most = scores[i]!;
    } else if (!Number.isNaN(most)) {
      found.push(most);
      most = Number.NaN;
    }
  }
  return found;
}
