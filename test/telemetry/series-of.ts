import type { HistoryAnswer } from '../../src/domain/history-reader.ts';

/** The series of an answer that has some; none for an answer without data. Throws with the reason of one that failed. */
export function seriesOf<Series>(answer: HistoryAnswer<Series>): Series[] {
  if (answer.outcome === 'failed') throw new Error(`${answer.why}: ${answer.reason}`);
  return answer.outcome === 'ok' ? answer.series : [];
}

/** For histories of tests: a busy machine is no reason to answer less. */
export const noDeadline = () => new AbortController().signal;
