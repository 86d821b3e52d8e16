import type { HistoryBatch } from '../../../src/telemetry/history/history-batch.ts';

const hourMs = 3_600_000;

/** What a writer of a history is told: it goes step by step, and closes the hours of each. */
export interface WriterOrder {
  dir: string;
  start: number;
  stepHours: number;
  rowsPerStep: number;
  /** Rows of a file, about. */
  partRows: number;
  /** Old days are removed when this is given. */
  keepDays?: number;
}

/** What a writer is about to do. */
export type WriterPhase = 'inserting' | 'sealing' | 'sealing, and making one file of a day' | 'removing old days';

/** What a writer says of itself, before each phase. */
export interface WriterNews {
  phase: WriterPhase;
  /** Steps of which the history has said that it has them. */
  steps: number;
  /** The time of the phase, on the clock of what is written. */
  now: number;
}

type Steps = Pick<WriterOrder, 'start' | 'stepHours' | 'rowsPerStep'>;

export const startOfStep = ({ start, stepHours }: Steps, step: number) => start + step * stepHours * hourMs;

const timesOf = (order: Steps, step: number) =>
  Array.from(
    { length: order.rowsPerStep },
    (_, i) => startOfStep(order, step) + Math.floor((i * order.stepHours * hourMs) / order.rowsPerStep),
  );

/** Another value at each time, so that one that was changed is found. */
const valueAt = (at: number) => Math.round(1e6 * Math.abs(Math.sin(at))) / 1e3;

/** The readings of the first steps. */
export function readingsOf(order: Steps, steps: number): Map<number, number> {
  const times = Array.from({ length: steps }, (_, step) => timesOf(order, step)).flat();
  return new Map(times.map((at) => [at, valueAt(at)]));
}

/** A step as the history takes it: rows of one series. */
export function batchOf(order: Steps, step: number): HistoryBatch {
  const at = Float64Array.from(timesOf(order, step));
  return {
    ...{ number: step + 1, at, series: new Int32Array(at.length), value: at.map(valueAt) },
    newSeries: step === 0 ? [{ id: 0, name: ['R1', '', 'cpu_pct'] }] : [],
  };
}
