import {
  firstOfEach,
  type LabelledEvent,
  matchIncidents,
  type ReplayedIncident,
} from '../../src/app/replay/compare.ts';
import type { LearningStage } from '../../src/jobs/training/stage-facts.ts';

/** From one training to the next. */
export interface WeekRow {
  /** Hours since the beginning of the recording. */
  afterHours: number;
  /** What became of the detector of this stage; empty before the first one. */
  outcome: string;
  events: number;
  /** Shares; null of nothing. */
  recall: number | null;
  precision: number | null;
  /** Of the events that were found. */
  causeRight: number | null;
  falsePerDay: number | null;
}

export interface WeekSpan {
  from: number;
  to: number;
  devices: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** One row for each stage and the whole recording in the last one. An event belongs to the stage in which it began, an incident to that in which it opened. */
export function weekRows(
  incidents: readonly ReplayedIncident[],
  events: readonly LabelledEvent[],
  stages: readonly LearningStage[],
  { from, to }: WeekSpan,
): WeekRow[] {
  const matched = matchIncidents(incidents, events);
  const first = firstOfEach(matched);
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  const rowOf = (begin: number, end: number, outcome: string): WeekRow => {
    const isIn = (at: number) => at >= begin && at < end;
    const own = events.filter(({ start }) => isIn(start));
    const opened = matched.filter(({ incident }) => isIn(incident.openedAt));
    const found = own.filter((event) => first.has(event));
    const isFalse = opened.filter(({ event }) => event === null).length;
    return {
      ...{ afterHours: (begin - from) / hourMs, outcome, events: own.length },
      recall: share(found.length, own.length),
      precision: share(opened.length - isFalse, opened.length),
      causeRight: share(found.filter((event) => first.get(event)!.cause === event.cause).length, found.length),
      falsePerDay: share(isFalse, (end - begin) / dayMs),
    };
  };
  const begun = [
    { at: from, outcome: '' },
    ...stages.flatMap(({ end }) => (end ? [{ at: end.at, outcome: end.outcome as string }] : [])),
  ];
  const rows = begun.map(({ at, outcome }, i) => rowOf(at, begun[i + 1]?.at ?? to, outcome));
  return [...rows, { ...rowOf(begun[1]?.at ?? from, to, 'all after the first stage') }];
}
