import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryTables, TableBounds } from '../domain/history-table.ts';
import { type Answered, answerQuestion } from './answer-question.ts';
import type { RecordsPort } from './gather-records.ts';
import { readAsked } from './read-asked.ts';

/** What people and programs ask the history, in words. */
export interface Questions {
  /** Answers `<what> [device | site | all] [metric] [period] …`; a problem is a sentence. */
  ask(words: readonly string[], bounds?: Partial<TableBounds>): Promise<Answered>;
}

/** A question may read a year. */
const patienceMs = 30 * 60_000;

export function createQuestions(deps: {
  tables: HistoryTables;
  records: RecordsPort;
  topology: () => Topology;
  clock: Clock;
}): Questions {
  const { tables, records, topology, clock } = deps;
  return {
    async ask(words, bounds = {}) {
      const now = clock();
      const read = readAsked(words, topology(), now);
      if ('problem' in read) return read;
      return answerQuestion(read.kind, read.asked, { tables, records, now }, { withinMs: patienceMs, ...bounds });
    },
  };
}
