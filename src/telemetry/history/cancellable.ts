import type { DuckDBConnection } from '@duckdb/node-api';
import { NocturneError } from '../../errors.ts';

/** An interrupt that comes between two statements of the same work is lost, so it is repeated. */
const againMs = 10;

/** A question that nobody waits for any more. */
export const historyCancelled = () =>
  new NocturneError('history-cancelled', 'The question to the history was called off');

/** Runs the work of a connection, and interrupts what the database does for it when the signal aborts. Throws `history-cancelled` then. */
export async function runCancellable<T>(
  connection: Pick<DuckDBConnection, 'interrupt'>,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw historyCancelled();
  let repeating: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    repeating ??= setInterval(() => connection.interrupt(), againMs);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (thrown) {
    throw signal.aborted ? historyCancelled() : thrown;
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(repeating);
  }
}
