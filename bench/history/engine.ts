import type { WrittenHistory } from './generated-history.ts';
import type { SeriesStatistics } from './statistics.ts';

/** What an engine needed for the query, and its answer. */
export interface Measured {
  /** Of the first question of a process. What comes before it, such as the start and the opening of files, does not count. */
  firstSeconds: number;
  /** Of each further question of that process. */
  seconds: number[];
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
