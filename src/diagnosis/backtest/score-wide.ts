import { NocturneError } from '../../errors.ts';
import { type FittedCombinedDetector, fitCombinedDetector } from '../../models/detection/combined-detector.ts';
import type { Detection, DetectionStream } from '../../models/detection/combined-stream.ts';
import { quantile } from '../../models/quantile.ts';
import type { WideRows } from '../../telemetry/csv/wide-csv.ts';

export interface ScoreOptions {
  falseAlarmsPerDay: number;
  seed: number;
}

/** Training rows of one entity. */
interface EntityRows {
  values: Float64Array;
  dayShares: Float64Array;
  count: number;
  samplesPerDay: number;
}

const dayMs = 86_400_000;

/** Fewest training rows that make a detector of its own. */
const leastRows = 50;

/** An entity that training never saw is compared with the others' rows, at most this many. */
const mostShared = 20_000;

/**
 * Scores the rows of `input` in file order, one answer per row, each from the rows before it of the same entity and what was fitted on
 * `train`: cutting the input changes no answer before the cut. An entity that training did not see starts cold, with a detector of all
 * training rows.
 */
export function scoreWide(train: WideRows, input: WideRows, options: ScoreOptions): Detection[] {
  const width = train.metrics.length;
  const entities = splitEntities(train);
  const fitEntity = (rows: EntityRows): FittedCombinedDetector =>
    fitCombinedDetector(rows.values, rows.dayShares, rows.count, width, {
      samplesPerDay: rows.samplesPerDay,
      falseAlarmsPerDay: options.falseAlarmsPerDay,
      seed: options.seed,
    });
  let shared: FittedCombinedDetector | undefined;
  const streams = new Map<string, DetectionStream>();
  const open = (entity: string): DetectionStream => {
    const own = entities.get(entity);
    if (own && own.count >= leastRows) return fitEntity(own).continueTraining();
    shared ??= fitEntity(shareRows([...entities.values()], width));
    return shared.start();
  };
  const detections: Detection[] = [];
  for (let i = 0; i < input.count; i++) {
    const entity = input.entities[i]!;
    if (!streams.has(entity)) streams.set(entity, open(entity));
    const row = input.values.subarray(i * width, (i + 1) * width);
    detections.push(streams.get(entity)!.push(row, dayShareOf(input.timesMs[i]!)));
  }
  return detections;
}

function dayShareOf(timeMs: number): number {
  return (((timeMs % dayMs) + dayMs) % dayMs) / dayMs;
}

function splitEntities(train: WideRows): Map<string, EntityRows> {
  const width = train.metrics.length;
  const members = new Map<string, number[]>();
  for (const [i, entity] of train.entities.entries()) {
    const rows = members.get(entity);
    if (rows) rows.push(i);
    else members.set(entity, [i]);
  }
  const entities = new Map<string, EntityRows>();
  for (const [entity, rows] of members) {
    const values = new Float64Array(rows.length * width);
    for (const [at, i] of rows.entries()) values.set(train.values.subarray(i * width, (i + 1) * width), at * width);
    const timesMs = Float64Array.from(rows, (i) => train.timesMs[i]!);
    entities.set(entity, {
      values,
      dayShares: timesMs.map(dayShareOf),
      count: rows.length,
      samplesPerDay: findSamplesPerDay(timesMs),
    });
  }
  return entities;
}

/** From the median step, which gaps and clock jumps don't move. */
function findSamplesPerDay(timesMs: Float64Array): number {
  const steps = timesMs.slice(1).map((time, i) => time - timesMs[i]!);
  const step = quantile(
    steps.filter((ms) => ms > 0),
    0.5,
  );
  return Number.isNaN(step) ? 1440 : Math.max(1, dayMs / step);
}

/** The last rows of every entity, one entity after the other. */
function shareRows(entities: EntityRows[], width: number): EntityRows {
  const each = Math.max(1, Math.floor(mostShared / Math.max(1, entities.length)));
  const parts = entities.map(({ values, dayShares, count }) => {
    const from = Math.max(0, count - each);
    return { values: values.subarray(from * width), dayShares: dayShares.subarray(from) };
  });
  const count = parts.reduce((sum, { dayShares }) => sum + dayShares.length, 0);
  if (count < leastRows) {
    throw new NocturneError('too-few-rows', `Training has ${count} rows; at least ${leastRows} are needed`);
  }
  return {
    values: concatenate(parts.map(({ values }) => values)),
    dayShares: concatenate(parts.map(({ dayShares }) => dayShares)),
    count,
    samplesPerDay: quantile(
      Float64Array.from(entities, ({ samplesPerDay }) => samplesPerDay),
      0.5,
    ),
  };
}

function concatenate(parts: Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
