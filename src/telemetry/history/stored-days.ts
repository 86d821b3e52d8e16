import { bucketMs, type HistoryBucket } from '../../domain/history-reader.ts';

/** The files of a history by UTC day (YYYY-MM-DD), below its folder. */
export type FilesByDay = ReadonlyMap<string, readonly string[]>;

/** Files with their days, by day. */
export function groupByDay(files: readonly { day: string; file: string }[]): FilesByDay {
  const days = new Map<string, string[]>();
  for (const { day, file } of files) days.set(day, [...(days.get(day) ?? []), file]);
  return days;
}

const dayMs = 86_400_000;

/** From which files a question is answered that needs roll-ups. */
export interface PickedFiles {
  /** Files of stored roll-ups. */
  stored: string[];
  /** Files of readings that are summed up while they are read. */
  readings: string[];
}

/**
 * Takes the stored roll-up of each day that has one and its readings otherwise. The readings of a day also where the span cuts one of its buckets in
 * two, because a roll-up can't be cut, unless they are gone; and where readings of that day are not in files yet.
 *
 * @param days files of readings
 * @param rollups those of the bucket that hold all that is in the files of their day
 * @param open days of which readings are not in files
 */
export function pickFiles({
  days,
  rollups,
  open,
  bucket,
  span: { from, to },
}: {
  days: FilesByDay;
  rollups: FilesByDay;
  open: ReadonlySet<string>;
  bucket: HistoryBucket;
  span: { from: number; to: number };
}): PickedFiles {
  const isCut = (day: string) => {
    const begin = Date.parse(`${day}T00:00:00Z`);
    return [from, to].some((edge) => edge > begin && edge < begin + dayMs && edge % bucketMs[bucket] !== 0);
  };
  const isStored = (day: string) => rollups.has(day) && (!days.has(day) || (!open.has(day) && !isCut(day)));
  return {
    stored: [...rollups].filter(([day]) => isStored(day)).flatMap(([, files]) => files),
    readings: [...days].filter(([day]) => !isStored(day)).flatMap(([, files]) => files),
  };
}
