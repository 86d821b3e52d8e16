import { NocturneError } from '../../errors.ts';
import { type FittedCombinedDetector, fitCombinedDetector } from '../../models/detection/combined-detector.ts';
import type { Detection, DetectionStream } from '../../models/detection/combined-stream.ts';
import { quantile } from '../../models/quantile.ts';
import type { WideRows } from '../../telemetry/csv/wide-csv.ts';
import { dayShareOf } from '../detector.ts';
import { type EntityRows, groupByEntity, leastRows, takeRows } from './entity-rows.ts';

export interface ScoreOptions {
  falseAlarmsPerDay: number;
  seed: number;
}

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

function splitEntities(train: WideRows): Map<string, EntityRows> {
  return new Map([...groupByEntity(train.entities)].map(([entity, rows]) => [entity, takeRows(train, rows)]));
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
