import { NocturneError } from '../../errors.ts';
import { createEntityRows, leastRows } from './entity-rows.ts';
import { type GatheredEntity, type GatherOptions, gatherEntities } from './gather-entities.ts';
import type { BacktestEntity } from './judged-entity.ts';

/** Where training ends: at a moment, or after a share of each entity's rows. */
export type TimeSplit = { from: number } | { trainShare: number };

/** Detectors copy the rows that they are fitted on, and make windows of five numbers for each of their values. */
const copiesToFit = 8;

/**
 * Reads a wide CSV and cuts its entities in time. `leftOut` names those with fewer than 50 rows to learn from or none to judge. Throws what
 * `gatherEntities` does, and `too-few-rows` when no entity is left.
 */
export async function readWideEntities(
  file: string,
  { split, ...options }: GatherOptions & { split: TimeSplit },
): Promise<{ entities: BacktestEntity[]; leftOut: string[] }> {
  const { head, entities: gathered, room } = await gatherEntities(file, options);
  const width = head.metrics.length;
  const entities: BacktestEntity[] = [];
  const leftOut: string[] = [];
  for (const { name, values, timesMs, labels } of gathered) {
    const cut = findCut(timesMs, split);
    if (cut < leastRows || cut >= timesMs.length) {
      leftOut.push(name);
      continue;
    }
    const fitting = copiesToFit * cut * width * values.BYTES_PER_ELEMENT;
    room.take(fitting);
    room.give(fitting);
    entities.push({
      ...{ name, width },
      train: createEntityRows(values, timesMs.subarray(0, cut), width),
      test: createEntityRows(values.subarray(cut * width), timesMs.subarray(cut), width),
      labels: head.labelledBy && labels.subarray(cut),
    });
  }
  if (entities.length === 0) throw nothingToJudge(file, gathered, split);
  return { entities, leftOut };
}

/** How many of the rows, which are in time order, are learned from. */
function findCut(timesMs: Float64Array, split: TimeSplit): number {
  if ('trainShare' in split) return Math.floor(timesMs.length * split.trainShare);
  const cut = timesMs.findIndex((at) => at >= split.from);
  return cut < 0 ? timesMs.length : cut;
}

function nothingToJudge(file: string, entities: readonly GatheredEntity[], split: TimeSplit): NocturneError {
  const at = (index: number, pick: (a: number, b: number) => number) =>
    new Date(entities.map(({ timesMs }) => timesMs.at(index)!).reduce((a, b) => pick(a, b))).toISOString();
  const span = entities.length > 0 ? `its rows go from ${at(0, Math.min)} to ${at(-1, Math.max)}` : 'it has no rows';
  const message = `${file} has no entity with ${leastRows} rows to learn from and one to judge; ${span}`;
  const hint = 'from' in split ? 'choose another --from' : 'choose another --train-share or bring more rows';
  return new NocturneError('too-few-rows', message, { hint });
}
