import type { WrittenHistory } from './generated-history.ts';
import type { SeriesStatistics } from './statistics.ts';

/** Seconds on the clock of the wall, and of all processors together: on a machine that has other work only the second says something. */
export interface Took {
  seconds: number;
  cpuSeconds: number;
}

/** What an engine needed for the query, and its answer. */
export interface Measured {
  /** The first question of a process. What comes before it, such as the start and the opening of files, does not count. */
  first: Took;
  /** Each further question of that process; at least one. */
  further: Took[];
  /** The most memory that the process held, its runtime included; null where the system does not say. */
  peakMb: number | null;
  answer: SeriesStatistics[];
}

export interface MeasureOptions {
  /** How often it is asked after the first time. */
  again: number;
}

/** Something that answers the query from the files of a history, in a process of its own. */
export interface Engine {
  name: string;
  /** Histories with more readings are not asked. */
  mostRows: number;
  /** What is missing on this machine; undefined when all is there. It may get what can be had. */
  missing(): Promise<string | undefined>;
  measure(history: WrittenHistory, options: MeasureOptions): Promise<Measured>;
}
