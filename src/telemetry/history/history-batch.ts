import { placeKey } from '../../domain/place.ts';
import type { Sample } from '../../domain/sample.ts';
import { wholeMs } from '../point.ts';

/** Device, interface (empty for the whole device) and metric. */
export type SeriesName = [device: string, port: string, metric: string];

/** What the database holds when it is opened. */
export interface HistoryKnown {
  /** In the order of their ids, which count from 0. */
  series: SeriesName[];
  /** The number of the last batch that was written; 0 before the first. */
  batch: number;
}

/** Samples on their way to the database. A series is named once, and by its number from then on. */
export interface HistoryBatch {
  /** One more than that of the batch before, for ever: a batch that is sent twice is written once. */
  number: number;
  newSeries: { id: number; name: SeriesName }[];
  series: Int32Array<ArrayBuffer>;
  at: Float64Array<ArrayBuffer>;
  value: Float64Array<ArrayBuffer>;
}

export interface HistoryBuffer {
  readonly size: number;
  /** False when there is no room, for the sample or for another series. */
  add(sample: Sample): boolean;
  /** Everything that was added since the last time. */
  take(): HistoryBatch;
}

/** Collects samples column by column. */
export function createHistoryBuffer(known: HistoryKnown, options: { rows: number; maxSeries: number }): HistoryBuffer {
  const ids = new Map(known.series.map(([device, port, metric], id) => [`${device}\t${port}\t${metric}`, id]));
  const series = new Int32Array(options.rows);
  const at = new Float64Array(options.rows);
  const value = new Float64Array(options.rows);
  let newSeries: HistoryBatch['newSeries'] = [];
  let size = 0;
  let number = known.batch;

  function idOf(sample: Sample): number | undefined {
    const key = `${placeKey(sample)}\t${sample.metric}`;
    const id = ids.get(key);
    if (id !== undefined) return id;
    if (ids.size >= options.maxSeries) return undefined;
    newSeries.push({ id: ids.size, name: [sample.device, sample.interface ?? '', sample.metric] });
    ids.set(key, ids.size);
    return ids.size - 1;
  }

  return {
    get size() {
      return size;
    },
    add(sample) {
      if (size >= options.rows || !Number.isFinite(sample.value)) return false;
      const id = idOf(sample);
      if (id === undefined) return false;
      series[size] = id;
      at[size] = wholeMs(sample.at);
      value[size] = sample.value;
      size += 1;
      return true;
    },
    take() {
      number += 1;
      const columns = { series: series.slice(0, size), at: at.slice(0, size), value: value.slice(0, size) };
      const batch = { number, newSeries, ...columns };
      newSeries = [];
      size = 0;
      return batch;
    },
  };
}
