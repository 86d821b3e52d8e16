import type { HistoryReader, HistorySeries } from '../../domain/history-reader.ts';
import type { Sample } from '../../domain/sample.ts';
import { NocturneError } from '../../errors.ts';

/** Rows that are read at a time. */
const mostRows = 200_000;
const firstStepMs = 15 * 60_000;
const shortestStepMs = 1_000;
/** The history keeps a file for each day, and a question that touches many of them is slow. */
const longestStepMs = 86_400_000;
const withinMs = 60_000;

/** The samples of a span, half-open, in the order of their times, some at a time, and how far the reading is. */
export interface ReadStep {
  samples: Sample[];
  until: number;
}

/**
 * Reads a span of the history step by step: shorter ones where there is much, longer ones where there is little, so that memory stays bounded and a
 * year without telemetry is read in seconds. Throws `history-failed`.
 */
export async function* readInOrder(
  history: Pick<HistoryReader, 'range'>,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal,
): AsyncGenerator<ReadStep> {
  let stepMs = firstStepMs;
  for (let at = from; at < to; ) {
    const until = Math.min(to, at + stepMs);
    const answer = await history.range(
      { from: at, to: until },
      { rows: mostRows, withinMs, ...(signal && { signal }) },
    );
    signal?.throwIfAborted();
    const isTooMuch = answer.outcome === 'failed' ? answer.why === 'too-slow' : answer.outcome === 'ok' && answer.more;
    if (isTooMuch && stepMs > shortestStepMs) {
      stepMs = Math.max(shortestStepMs, Math.floor(stepMs / 4));
      continue;
    }
    if (answer.outcome === 'failed')
      throw new NocturneError('history-failed', `The history can't be read: ${answer.reason}`, { retryable: true });
    if (isTooMuch) throw new NocturneError('history-failed', `There are more than ${mostRows} samples within a second`);
    const samples = answer.outcome === 'ok' ? inOrder(answer.series) : [];
    yield { samples, until };
    at = until;
    if (samples.length < mostRows / 8) stepMs = Math.min(longestStepMs, stepMs * 2);
  }
}

function inOrder(all: readonly HistorySeries[]): Sample[] {
  const samples = all.flatMap(({ place, metric, at, value }) =>
    Array.from(at, (time, i): Sample => ({ at: time, ...place, metric, value: value[i]! })),
  );
  // Lines of one place and moment stand together, and become one line.
  return samples.sort(
    (a, b) => a.at - b.at || compare(a.device, b.device) || compare(a.interface ?? '', b.interface ?? ''),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
