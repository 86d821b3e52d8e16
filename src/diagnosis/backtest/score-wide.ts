import { NocturneError } from '../../errors.ts';
import { createGrowingFloats } from '../../foundation/growing-array.ts';
import { createRoom } from '../../foundation/room.ts';
import { type FittedCombinedDetector, fitCombinedDetector } from '../../models/detection/combined-detector.ts';
import type { Detection, DetectionStream } from '../../models/detection/combined-stream.ts';
import { quantile } from '../../models/quantile.ts';
import { readWideCsv } from '../../telemetry/csv/wide-csv.ts';
import { dayShareOf } from '../detector.ts';
import { createEntityRows, type EntityRows, leastRows } from './entity-rows.ts';
import type { GatheredEntities } from './gather-entities.ts';

export interface ScoreOptions {
  falseAlarmsPerDay: number;
  seed: number;
}

/** An entity that training never saw is compared with the others' rows, at most this many. */
const mostShared = 20_000;

/** Rows to score, in the order of their file. */
export interface RowsToScore {
  count: number;
  /** As the file has them, for the output. */
  times: string[];
  entities: string[];
  timesMs: Float64Array;
  /** Row by row; NaN is missing. */
  values: Float64Array;
}

/** Reads the metrics that training had, in their order. Throws `bad-csv` and `data-too-large`. */
export async function readRowsToScore(file: string, metrics: readonly string[]): Promise<RowsToScore> {
  const room = createRoom(file, 'cut it by time');
  const [times, entities]: string[][] = [[], []];
  const [orders, values] = [createGrowingFloats(room), createGrowingFloats(room)];
  const { rows, toMs } = await readWideCsv(file, { needs: ['time'], wanted: metrics, labels: false }, () => (row) => {
    times!.push(row.time);
    entities!.push(row.entity);
    orders.push(row.order);
    for (const value of row.values) values.push(value);
  });
  return {
    count: rows,
    times: times!,
    entities: entities!,
    timesMs: orders.values().map(toMs),
    values: values.values(),
  };
}

/**
 * Scores the rows of `input` in file order, one answer per row, each from the rows before it of the same entity and what was fitted on
 * `train`: cutting the input changes no answer before the cut. An entity that training did not see starts cold, with a detector of all
 * training rows.
 */
export function scoreWide(train: GatheredEntities, input: RowsToScore, options: ScoreOptions): Detection[] {
  const width = train.head.metrics.length;
  const entities = new Map(
    train.entities.map(({ name, values, timesMs }) => [name, createEntityRows(values, timesMs, width)]),
  );
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
  return input.entities.map((entity, i) => {
    if (!streams.has(entity)) streams.set(entity, open(entity));
    const row = input.values.subarray(i * width, (i + 1) * width);
    return streams.get(entity)!.push(row, dayShareOf(input.timesMs[i]!));
  });
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
