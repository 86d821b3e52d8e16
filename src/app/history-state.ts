import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import { describeError } from '../errors.ts';
import type { History } from '../telemetry/history/history.ts';
import { type HistoryStock, measureHistory } from '../telemetry/history/history-stock.ts';

/** What `/health` tells of the stored telemetry; `failing` instead of numbers when its folder can't be read. */
export type HistoryState = (HistoryStock | { failing: string }) & {
  keepDays: Config['retention']['historyDays'];
  /** Removed since the start. */
  pruned: ReturnType<History['pruned']>;
};

/** There is a file for each day, and senders ask for the health often. */
const measureEveryMs = 60_000;

/** Tells how much telemetry is stored and what was removed; measures at most once a minute. */
export function createHistoryState(deps: {
  history: Pick<History, 'pruned'>;
  folders: Parameters<typeof measureHistory>[0];
  keepDays: HistoryState['keepDays'];
  clock: Clock;
}): { read(): Promise<HistoryState> } {
  const { history, folders, keepDays, clock } = deps;
  let latest: { at: number; stock: Promise<HistoryStock | { failing: string }> } | undefined;
  const measure = () =>
    measureHistory(folders, clock()).catch((thrown: unknown) => ({
      failing: describeError(thrown),
    }));
  return {
    async read() {
      const now = clock();
      // Also after a clock that was set back.
      if (!latest || Math.abs(now - latest.at) >= measureEveryMs) latest = { at: now, stock: measure() };
      return { ...(await latest.stock), keepDays, pruned: history.pruned() };
    },
  };
}
