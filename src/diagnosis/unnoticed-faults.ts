import { leastDeviation } from './detector.ts';
import { type DetectorData, type PlaceRows, spanOfPlaces } from './detector-rows.ts';

/** A row this many usual deviations off is far from usual, whatever the place. */
const farDeviations = 2 * leastDeviation;

/** What is far from usual for less than this is a spike, and for longer it may be the day after a night. */
const leastMs = 60_000;
const longestMs = 3_600_000;
const leastRows = 3;

/** So much of the time between the first far row and the last one has to be far. */
const farShare = 0.5;

/** What a place does more often than this is its way, such as a job of every hour. */
const mostRuns = 2;

/** A span of days shows what comes again, and one fault is a small part of it. */
const longestSpanMs = 2 * 86_400_000;

/** A pause so long ends a run, and rows so near to one are not ordinary either: their windows hold it. Counted in readings where they come seldom. */
const pauseMs = 30_000;
const pauseReadings = 2.5;

/**
 * Takes what is probably a fault that nobody noticed out of the ordinary rows of a span of hours. Medians bear it, but thresholds do not: a detector that
 * took ten slow minutes of the first thirty for ordinary would never find that fault again. The rows stay, as rows of which nobody knows.
 */
export function leaveOutUnnoticed(data: DetectorData): DetectorData {
  if (spanOfPlaces(data.places) >= longestSpanMs) return data;
  const marginMs = Math.max(pauseMs, pauseReadings * data.intervalMs);
  return { ...data, places: data.places.map((place) => withoutRuns(place, marginMs)) };
}

interface Run {
  from: number;
  to: number;
  far: number;
  rows: number;
}

function withoutRuns(place: PlaceRows, marginMs: number): PlaceRows {
  const runs = farRuns(place, marginMs).filter(({ from, to, far, rows }) => {
    return to - from >= leastMs && far >= leastRows && far >= farShare * rows;
  });
  if (runs.length === 0 || runs.length > mostRuns) return place;
  const left = runs.filter(({ from, to }) => to - from <= longestMs);
  const isLeft = (at: number) => left.some(({ from, to }) => at >= from - marginMs && at <= to + marginMs);
  return { ...place, ordinary: place.ordinary.map((ordinary, i) => ordinary && !isLeft(place.at[i]!)) };
}

/** The times in which ordinary rows are far from usual again and again, with pauses no longer than the margin. */
function farRuns({ values, at, ordinary }: PlaceRows, marginMs: number): Run[] {
  const runs: Run[] = [];
  let between = 0;
  for (const [i, row] of values.entries()) {
    if (!ordinary[i]) continue;
    between += 1;
    if (!row.some((bad) => bad >= farDeviations)) continue;
    const run = runs.at(-1);
    if (run && at[i]! - run.to <= marginMs) {
      run.to = at[i]!;
      run.far += 1;
      run.rows += between;
    } else runs.push({ from: at[i]!, to: at[i]!, far: 1, rows: 1 });
    between = 0;
  }
  return runs;
}
