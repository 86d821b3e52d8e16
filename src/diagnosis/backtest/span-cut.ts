import { NocturneError } from '../../errors.ts';
import type { TimeSplit } from './wide-detection.ts';

/**
 * The moment at which a span is cut for all places, milliseconds since 1970: the one that was given, or the one after a share of the span.
 * Throws `backtest-empty` when one of the two parts would hold nothing.
 *
 * @param name of the file or folder, for the error
 */
export function cutSpan(name: string, { first, last }: { first: number; last: number }, split: TimeSplit): number {
  const from = 'from' in split ? split.from : Math.round(first + (last - first) * split.trainShare);
  if (from > first && from <= last) return from;
  const [begin, end] = [first, last].map((at) => new Date(at).toISOString());
  throw new NocturneError('backtest-empty', `${name} goes from ${begin} to ${end}; --from must lie between`);
}
