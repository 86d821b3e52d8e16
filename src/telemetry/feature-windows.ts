import { NocturneError } from '../errors.ts';

export interface FeatureWindowOptions {
  /** Names and order of the values that are pushed. */
  metrics: readonly string[];
  /** Rows of the rolling mean and deviation; 5 when left out. */
  window?: number;
  /** Metrics among `metrics` that only grow. When one falls it was reset: its rate is NaN then, not a plunge. */
  counters?: readonly string[];
  /** After a longer silence of an entity its window starts anew, because rows before it say nothing about now. Default 5 minutes. */
  maxGapMs?: number;
  maxEntities?: number;
}

/**
 * Rolling features of many entities. For each metric, in the order of `metrics`, five features follow each other: the value, the mean and
 * the sample deviation (n − 1) of the last `window` rows with this one, the value of the row before (lag 1), and the rate of change per
 * second since the row before. This equals `avg`, `stddev_samp` and `lag` over `ROWS BETWEEN window-1 PRECEDING AND CURRENT ROW` in the
 * history, as long as no gap starts the window anew.
 *
 * Missing values are NaN, in and out. Mean and deviation skip them; the mean is NaN when the window holds no value, the deviation when it
 * holds fewer than two, lag and rate when this row or the one before has none.
 */
export interface FeatureWindow {
  readonly featureNames: readonly string[];
  /** Features written by one push: `featureNames.length`. */
  readonly width: number;
  /** The number of an entity, given on first sight. Throws `feature-window-full` beyond `maxEntities`. */
  entity(key: string): number;
  /**
   * Takes one row and writes its features at `offset`. Allocates nothing. False, and nothing is written, for a row that is not newer than
   * the entity's last one. When several such rows come one after the other in order, the clock behind them was set back, or one row was
   * ahead: then the window goes on from there.
   */
  push(entity: number, values: Float64Array, at: number, features: Float64Array, offset?: number): boolean;
  /** Forgets an entity and gives its number to the next new one. */
  release(key: string): void;
}

const perMetric = 5;
/** So many older rows in order, and no newer one between them, are no late delivery. */
const olderRows = 5;

/** Rows, times and write positions of all entities; one block of numbers for each kind. */
interface Pool {
  rows: Float64Array;
  times: Float64Array;
  counts: Int32Array;
  /** Time of the latest row that was older than the last one, and how many came in order. */
  olderTimes: Float64Array;
  olderCounts: Int32Array;
  capacity: number;
}

function growPool(pool: Pool, rowWidth: number, capacity: number): void {
  const rows = new Float64Array(capacity * rowWidth);
  const times = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
  const counts = new Int32Array(capacity);
  const olderTimes = new Float64Array(capacity);
  const olderCounts = new Int32Array(capacity);
  rows.set(pool.rows);
  times.set(pool.times);
  counts.set(pool.counts);
  olderTimes.set(pool.olderTimes);
  olderCounts.set(pool.olderCounts);
  Object.assign(pool, { rows, times, counts, olderTimes, olderCounts, capacity });
}

export function createFeatureWindow(options: FeatureWindowOptions): FeatureWindow {
  const { metrics, window = 5, maxGapMs = 300_000, maxEntities = 50_000 } = options;
  const stride = metrics.length * window;
  const isCounter = metrics.map((metric) => options.counters?.includes(metric) ?? false);
  const pool: Pool = {
    ...{ rows: new Float64Array(0), times: new Float64Array(0), counts: new Int32Array(0), capacity: 0 },
    ...{ olderTimes: new Float64Array(0), olderCounts: new Int32Array(0) },
  };
  const entities = new Map<string, number>();
  const free: number[] = [];
  let used = 0;

  const featureNames = metrics.flatMap((metric) => [
    metric,
    `${metric}_mean${window}`,
    `${metric}_dev${window}`,
    `${metric}_lag1`,
    `${metric}_rate`,
  ]);

  function newNumber(): number {
    const number = free.pop() ?? used++;
    if (number >= pool.capacity) growPool(pool, stride, Math.max(16, pool.capacity * 2));
    pool.counts[number] = 0;
    pool.times[number] = Number.NEGATIVE_INFINITY;
    pool.olderCounts[number] = 0;
    return number;
  }

  /** Whether a row that is older than the last one shows that the clock was set back. */
  function isSetBack(entity: number, at: number): boolean {
    const isInOrder = pool.olderCounts[entity]! > 0 && at > pool.olderTimes[entity]!;
    pool.olderCounts[entity] = isInOrder ? pool.olderCounts[entity]! + 1 : 1;
    pool.olderTimes[entity] = at;
    return pool.olderCounts[entity]! >= olderRows;
  }

  /** Welford's update over the few values of the window: exact again with each row, so that no rounding error builds up. */
  function writeMoments(start: number, held: number, features: Float64Array, at: number): void {
    let count = 0;
    let mean = 0;
    let squares = 0;
    for (let index = 0; index < held; index += 1) {
      const value = pool.rows[start + index]!;
      if (Number.isNaN(value)) continue;
      count += 1;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    }
    features[at] = count === 0 ? Number.NaN : mean;
    features[at + 1] = count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1));
  }

  return {
    featureNames,
    width: metrics.length * perMetric,
    entity(key) {
      const known = entities.get(key);
      if (known !== undefined) return known;
      if (entities.size >= maxEntities) {
        throw new NocturneError('feature-window-full', `There are more than ${maxEntities} entities`, {
          hint: 'check whether a tag that changes with each sample is mapped to the device or the interface',
        });
      }
      const number = newNumber();
      entities.set(key, number);
      return number;
    },
    push(entity, values, at, features, offset = 0) {
      const before = pool.times[entity]!;
      const goesOn = at > before;
      if (at === before || (!goesOn && !isSetBack(entity, at))) return false;
      pool.olderCounts[entity] = 0;
      if (Math.abs(at - before) > maxGapMs) pool.counts[entity] = 0;
      const count = pool.counts[entity]!;
      const held = count < window ? count + 1 : window;
      const place = count % window;
      const lagPlace = (count + window - 1) % window;
      const seconds = (at - before) / 1000;
      for (let metric = 0; metric < metrics.length; metric += 1) {
        const start = entity * stride + metric * window;
        const out = offset + metric * perMetric;
        const value = values[metric]!;
        const lag = count === 0 || !goesOn ? Number.NaN : pool.rows[start + lagPlace]!;
        pool.rows[start + place] = value;
        features[out] = value;
        writeMoments(start, held, features, out + 1);
        features[out + 3] = lag;
        features[out + 4] = isCounter[metric] && value < lag ? Number.NaN : (value - lag) / seconds;
      }
      // Kept below twice the window, with the same remainder, so that it never leaves 32 bits.
      pool.counts[entity] = count + 1 < 2 * window ? count + 1 : window + ((count + 1) % window);
      pool.times[entity] = at;
      return true;
    },
    release(key) {
      const number = entities.get(key);
      if (number === undefined) return;
      entities.delete(key);
      free.push(number);
    },
  };
}
