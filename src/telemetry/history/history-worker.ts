import { parentPort, workerData } from 'node:worker_threads';
import { describeError, NocturneError } from '../../errors.ts';
import type { HistoryAnswer, HistoryCall } from './history-calls.ts';
import { type HistoryDatabase, openHistoryDatabase } from './history-database.ts';

type Method = keyof HistoryDatabase;

const database = openHistoryDatabase(workerData as { dir: string; threads: number });
// Told with the first call; until then it must not count as unhandled.
database.catch(() => undefined);

/** Those that can be called off, with what calls them off. */
const asked = new Map<number, AbortController>();

async function answer({ id, method, parameters }: HistoryCall, signal: AbortSignal): Promise<HistoryAnswer> {
  try {
    const run = (await database)[method as Method] as (...parameters: unknown[]) => Promise<unknown>;
    return { id, ok: true, value: await run(...parameters, signal) };
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

/**
 * One call after the other in each lane: an insert in the middle of sealing a day would be lost or doubled. Questions need not wait for a long
 * export, nor samples for either.
 */
const lanes = { write: Promise.resolve(), read: Promise.resolve(), export: Promise.resolve() };
const laneOf = (method: string): keyof typeof lanes =>
  method === 'read' ? 'read' : method === 'exportReadings' ? 'export' : 'write';

/** Nothing may have the database open when it closes. */
async function endReading(): Promise<void> {
  for (const controller of asked.values()) controller.abort();
  await Promise.all([lanes.read, lanes.export]);
}

parentPort?.on('message', (call: HistoryCall) => {
  if (call.method === 'cancel') return asked.get(call.id)?.abort();
  const lane = laneOf(call.method);
  const controller = new AbortController();
  if (lane !== 'write') asked.set(call.id, controller);
  lanes[lane] = lanes[lane].then(async () => {
    if (call.method === 'close') await endReading();
    const answered = await answer(call, controller.signal);
    asked.delete(call.id);
    parentPort?.postMessage(answered);
  });
});
