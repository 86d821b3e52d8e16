import { parentPort, workerData } from 'node:worker_threads';
import { describeError, NocturneError } from '../../errors.ts';
import type { HistoryAnswer, HistoryCall } from './history-calls.ts';
import { type HistoryDatabase, openHistoryDatabase } from './history-database.ts';

type Method = keyof HistoryDatabase;

const database = openHistoryDatabase(workerData as { dir: string; threads: number });
// Told with the first call; until then it must not count as unhandled.
database.catch(() => undefined);

async function answer({ id, method, parameters }: HistoryCall): Promise<HistoryAnswer> {
  try {
    const run = (await database)[method as Method] as (...parameters: unknown[]) => Promise<unknown>;
    return { id, ok: true, value: await run(...parameters) };
  } catch (thrown) {
    const known = thrown instanceof NocturneError ? thrown : undefined;
    return {
      id,
      ok: false,
      code: known?.code ?? 'history-failed',
      message: known?.message ?? describeError(thrown),
      hint: known?.hint,
    };
  }
}

// One call after the other: an insert in the middle of sealing a day would be lost or doubled.
let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (call: HistoryCall) => {
  last = last.then(async () => parentPort?.postMessage(await answer(call)));
});
