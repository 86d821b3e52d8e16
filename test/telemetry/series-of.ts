import type { HistoryAnswer } from '../../src/domain/history-reader.ts';

/** The series of an answer that has some; none for an answer without data. Throws with the reason of one that failed. */
export function seriesOf<Series>(answer: HistoryAnswer<Series>): Series[] {
  if (answer.outcome === 'failed') throw new Error(`${answer.why}: ${answer.reason}`);
  return answer.outcome === 'ok' ? answer.series : [];
}

/** For histories of tests: a busy machine is no reason to answer less. */
export const noDeadline = () => new AbortController().signal;

/** For histories of tests: what waits is written and sealed when the test says so, and not before by the machine's clock. */
export const onDemand = { deadline: noDeadline, flushEveryMs: 3_600_000 };
